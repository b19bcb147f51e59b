package io.millrace.server.application;

/**
 * What one client may do with the shared objects of its instance. Called on the client's event loop, so it must not
 * block. The client is told of a refusal with a status. A rule that throws refuses.
 */
public interface SharedObjectRules {
    /** Everything is allowed. */
    SharedObjectRules ALL = new SharedObjectRules() {};

    /** Nothing is allowed. */
    SharedObjectRules NONE = new SharedObjectRules() {
        @Override
        public boolean mayCreate(String name, boolean persistent) {
            return false;
        }

        @Override
        public boolean mayRead(String name) {
            return false;
        }

        @Override
        public boolean mayWrite(String name, String slot) {
            return false;
        }

        @Override
        public boolean maySend(String name, String handler) {
            return false;
        }
    };

    /** Whether it may bring an object into being by using it. */
    default boolean mayCreate(String name, boolean persistent) {
        return true;
    }

    /** Whether it may use an object: it is sent the content and what changes. */
    default boolean mayRead(String name) {
        return true;
    }

    /** Whether it may set or remove a slot. */
    default boolean mayWrite(String name, String slot) {
        return true;
    }

    /** Whether it may send a message to all users of an object. */
    default boolean maySend(String name, String handler) {
        return true;
    }
}
