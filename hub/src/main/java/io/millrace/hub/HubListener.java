package io.millrace.hub;

/**
 * Is told what becomes of streams, by their paths. Called on the threads of publishers and under a stream's lock: it must neither
 * wait, nor throw, nor call the stream.
 */
public interface HubListener {
    HubListener NONE = new HubListener() {
        @Override
        public void published(String path) {}

        @Override
        public void unpublished(String path) {}

        @Override
        public void described(String path) {}
    };

    /** Somebody publishes it, anew or in the place of another. */
    void published(String path);

    /** Nobody does any more. */
    void unpublished(String path);

    /** What is known of its tracks has changed. */
    void described(String path);
}
