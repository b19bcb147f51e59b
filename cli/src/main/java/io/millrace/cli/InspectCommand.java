package io.millrace.cli;

import io.millrace.client.RtmpException;
import io.millrace.client.inspect.Detail;
import io.millrace.client.inspect.InspectOptions;
import io.millrace.client.inspect.InspectProxy;
import io.millrace.client.inspect.InspectResult;
import io.millrace.client.inspect.Inspector;
import io.millrace.rtmp.command.RtmpUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace inspect}: what passes between clients and servers, in words. */
@Command(
        name = "inspect",
        header = "Shows each message that passes between an RTMP client and a server, and what is wrong with it.",
        description = {
            "As a proxy, it passes on what clients and the server say to each other, byte for byte, and shows it."
                    + " Or it reads a capture file that tcpdump or Wireshark wrote (pcap, pcapng). Each line is a"
                    + " handshake packet, a message with its values, or a requirement that is broken, with its number.",
        },
        footer = {
            "  # between an encoder and a server: have the encoder publish to rtmp://localhost:1936/live/cam",
            "  millrace inspect --listen 1936 --to rtmp://media.example",
            "",
            "  # what tcpdump saw, each chunk of it, with colours in a pager",
            "  tcpdump -i any -w session.pcap tcp port 1935",
            "  millrace inspect --detail chunks --color session.pcap | less -R",
            "",
            "  # only what is wrong, as JSON",
            "  millrace inspect --json session.pcap | jq 'select(.kind == \"finding\")'",
            "",
            "  # the media of each stream as an FLV file",
            "  millrace inspect --detail summary --export streams session.pcap",
        })
final class InspectCommand extends ClientCommand {
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A capture file; without one, --to is needed.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "URL",
            description = "Be a proxy for the server of this URL; what stands behind host and port does not matter.")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--listen",
            paramLabel = "[ADDRESS:]PORT",
            description = "Where the proxy listens; 127.0.0.1:1936 unless given, 0.0.0.0:1936 for other machines too.")
    private String listen = "127.0.0.1:1936";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the servers in a capture file, where it is not 1935.")
    private int port = 1935;

    @Option(
            names = {"-d", "--detail"},
            paramLabel = "LEVEL",
            description =
                    "How much is shown: ${COMPLETION-CANDIDATES}; each has all of those before it. messages unless given.")
    private Level detail = Level.messages;

    @Option(names = "--full", description = "Show long values in full.")
    private boolean full;

    @Option(
            names = "--export",
            paramLabel = "FOLDER",
            description = "Also write each stream that passes into an FLV file.")
    private Optional<Path> export = Optional.empty();

    @Option(names = "--color", negatable = true, description = "Colours, or none; unless given, for terminals only.")
    private Optional<Boolean> color = Optional.empty();

    InspectCommand(Console console) {
        super(console);
    }

    /** {@link Detail} as people type it. */
    enum Level {
        summary,
        messages,
        chunks,
        bytes
    }

    @Override
    ExitCode run() throws IOException, InterruptedException {
        if (file.isPresent() == to.isPresent()) {
            throw new UsageException(
                    file.isPresent()
                            ? "a capture file and --to are given (expected: one of them)"
                            : "either a capture file or --to is needed");
        }
        var options = new InspectOptions(
                Detail.valueOf(detail.name().toUpperCase(Locale.ROOT)),
                json(),
                color.orElse(console().outColours().enabled()),
                full,
                export);
        var end = new CountDownLatch(1);
        var lines = new Lines(console().media(), file.isEmpty(), end::countDown);
        var inspector = new Inspector(options, lines);
        InspectResult result =
                file.isPresent() ? inspector.readCapture(file.get(), port) : proxy(inspector, to.orElseThrow(), end);
        lines.flush();
        say(result.connections() + " connections, " + result.violations() + " requirements broken, "
                + result.unexplainedBytes() + " bytes unexplained");
        return ExitCode.DONE;
    }

    /** Until Ctrl-C, or until nobody takes the lines any more. */
    private InspectResult proxy(Inspector inspector, String server, CountDownLatch end)
            throws IOException, InterruptedException {
        InspectProxy proxy = open(inspector, address(listen), Urls.parse(server));
        try (proxy) {
            say("listening on " + proxy.address().getHostString() + ":"
                    + proxy.address().getPort() + ", passing on to " + server + "; Ctrl-C ends it");
            console().interrupt().onRequest(end::countDown);
            end.await();
        }
        Throwable failure = proxy.failure().orElse(null);
        if (failure != null) {
            throw failure instanceof UncheckedIOException unchecked ? unchecked.getCause() : new IOException(failure);
        }
        return proxy.result();
    }

    private static InspectProxy open(Inspector inspector, InetSocketAddress address, RtmpUrl server)
            throws RtmpException {
        try {
            return inspector.proxy(address, server);
        } catch (RtmpException e) {
            throw e; // of the server
        } catch (IllegalArgumentException e) {
            throw new UsageException("--to: " + e.getMessage());
        } catch (IOException e) {
            throw new UsageException("--listen: cannot listen on " + address.getHostString() + ":" + address.getPort()
                    + ": " + e.getMessage());
        }
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon).replaceAll("[\\[\\]]", "");
        try {
            var address = new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
            if (address.isUnresolved()) {
                throw new UsageException("--listen " + text + ": unknown host " + host);
            }
            return address;
        } catch (IllegalArgumentException e) {
            throw new UsageException("--listen " + text + " (expected: a port, or ADDRESS:PORT)");
        }
    }
}
