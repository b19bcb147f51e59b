package io.millrace.server.application;

import io.millrace.amf.AmfValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What clients of an application can call, by name. Immutable.
 *
 * <pre>
 *   Methods.builder()
 *           .on("add", (client, arguments) -> new AmfNumber(arguments.number(0) + arguments.number(1)))
 *           .build()
 * </pre>
 *
 * <p>Where a method throws a {@link CallException}, the client gets its description and information as the error. Of any
 * other exception it is told nothing but that there was one; that one is logged.
 */
public final class Methods {
    /** No methods. */
    public static final Methods NONE = builder().build();

    private final Map<String, AsyncMethod> byName;

    private Methods(Map<String, AsyncMethod> byName) {
        this.byName = Map.copyOf(byName);
    }

    /** Computes the result of a call; it may block, and then holds up the client's later calls. */
    @FunctionalInterface
    public interface Method {
        AmfValue call(Client client, Arguments arguments) throws Exception;
    }

    /** Starts what will have the result of a call, so that later ones need not wait for it. */
    @FunctionalInterface
    public interface AsyncMethod {
        CompletionStage<AmfValue> call(Client client, Arguments arguments) throws Exception;
    }

    public static Builder builder() {
        return new Builder();
    }

    Optional<AsyncMethod> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Collects methods; a later one of the same name replaces the earlier. For one thread. */
    public static final class Builder {
        private final Map<String, AsyncMethod> byName = new HashMap<>();

        private Builder() {}

        public Builder on(String name, Method method) {
            return onAsync(
                    name, (client, arguments) -> CompletableFuture.completedFuture(method.call(client, arguments)));
        }

        public Builder onAsync(String name, AsyncMethod method) {
            byName.put(name, method);
            return this;
        }

        public Methods build() {
            return new Methods(byName);
        }
    }
}
