package io.millrace.server.application;

import java.util.Objects;
import java.util.function.BooleanSupplier;

/** The rules of an application that may fail: what they cannot decide is refused. */
final class GuardedRules implements SharedObjectRules {
    private final SharedObjectRules rules;
    private final FailureLog failures;

    private GuardedRules(SharedObjectRules rules, FailureLog failures) {
        this.rules = rules;
        this.failures = failures;
    }

    /** What the application says of {@code client}; nothing is allowed if it fails to. */
    static SharedObjectRules of(Application application, Client client, FailureLog failures) {
        try {
            return new GuardedRules(Objects.requireNonNull(application.sharedObjects(client)), failures);
        } catch (RuntimeException e) {
            failures.failed("shared objects", e);
            return NONE;
        }
    }

    private boolean ask(String what, BooleanSupplier rule) {
        try {
            return rule.getAsBoolean();
        } catch (RuntimeException e) {
            failures.failed("a rule for shared objects, " + what, e);
            return false;
        }
    }

    @Override
    public boolean mayCreate(String name, boolean persistent) {
        return ask("mayCreate", () -> rules.mayCreate(name, persistent));
    }

    @Override
    public boolean mayRead(String name) {
        return ask("mayRead", () -> rules.mayRead(name));
    }

    @Override
    public boolean mayWrite(String name, String slot) {
        return ask("mayWrite", () -> rules.mayWrite(name, slot));
    }

    @Override
    public boolean maySend(String name, String handler) {
        return ask("maySend", () -> rules.maySend(name, handler));
    }
}
