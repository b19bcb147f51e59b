package io.millrace.server.viewing;

import io.millrace.server.application.Applications;
import io.millrace.server.config.ServerConfig;
import java.util.function.Predicate;

/**
 * Those of which nobody but the authorizer decides who may play there: who connects by RTMP to another may be asked for more.
 * Any thread may ask.
 */
public record OpenApplications(ServerConfig config, Applications applications) implements Predicate<String> {
    @Override
    public boolean test(String name) {
        return !applications.hosts(name)
                && config.application(name)
                        .map(application ->
                                application.swfVerification().paths().isEmpty())
                        .orElse(true);
    }
}
