package io.millrace.cli;

import io.millrace.server.api.ServerVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millrace} without a command: help and version. */
@Command(
        name = "millrace",
        header = "A complete RTMP system: server, client and tools.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = MillraceCommand.Version.class,
        footer = {
            "  millrace serve --demo                a server with something to see",
            "  ffplay rtmp://localhost/live/demo    where to see it",
            "  millrace serve --help                more, of each command",
        })
final class MillraceCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Of the build. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"millrace " + ServerVersion.text() + ", Java " + Runtime.version()};
        }
    }
}
