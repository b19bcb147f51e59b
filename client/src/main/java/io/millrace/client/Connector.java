package io.millrace.client;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.client.RtmpException.Kind;
import io.millrace.rtmp.command.ClientAuthentication;
import io.millrace.rtmp.command.ConnectCommand;
import io.millrace.rtmp.command.ConnectOptions;
import io.millrace.rtmp.command.RtmpUrl;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.transport.ClientTls;
import io.millrace.transport.Connection;
import io.millrace.transport.ConnectionHandler;
import io.millrace.transport.TcpConnector;
import io.millrace.transport.TcpConnector.TlsPeer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From a URL to a connected {@link NetConnection}: name, TCP, handshake, connect. It blocks: for virtual threads. */
final class Connector {
    /** After the time-out that the socket keeps itself, if its thread still can. */
    private static final long GRACE_MILLIS = 1000;

    private final TcpConnector tcp;
    private final ClientSettings settings;
    private final SecureRandom random = new SecureRandom();
    private volatile @Nullable ClientTls tls; // once it was needed: the JDK takes its time to read whom it trusts

    Connector(TcpConnector tcp, ClientSettings settings) {
        this.tcp = tcp;
        this.settings = settings;
    }

    /**
     * Connects to the app of {@code url}.
     *
     * @param isHome false where a server has sent us: user and password do not go there in clear
     * @throws RtmpException why there is no connection
     * @throws InterruptedIOException when the thread is interrupted
     */
    NetConnection open(RtmpUrl url, boolean isHome) throws IOException {
        if (!RtmpClient.SCHEMES.contains(url.scheme())) {
            throw new RtmpException(
                    Kind.URL,
                    name(url) + ": " + url.scheme() + " is not supported (expected: one of " + RtmpClient.SCHEMES
                            + ")");
        }
        var authentication = ClientAuthentication.of(url.user(), url.password(), random);
        var attempt = new Attempt("", false);
        while (true) {
            NetConnection opened = tcp(url, attempt);
            try {
                return Answers.await(opened.connected());
            } catch (RtmpException refused) {
                attempt = next(attempt, authentication, url, isHome, refused);
            } catch (InterruptedIOException e) {
                opened.closeAsync();
                throw e;
            }
        }
    }

    /**
     * How the client says who it is.
     *
     * @param query behind app and tcUrl, as authmod wants it [IP-42, IP-43]
     * @param userAsArguments behind the command object, in clear: only where the server wants nothing else
     */
    private record Attempt(String query, boolean userAsArguments) {}

    /** The next one, where the server refused only to learn who connects. */
    private static Attempt next(
            Attempt last, ClientAuthentication authentication, RtmpUrl url, boolean isHome, RtmpException refused)
            throws RtmpException {
        if (refused.kind() != Kind.REFUSED) {
            throw refused;
        }
        String description = refused.description().orElse("");
        return switch (authentication.rejected(url.app(), description)) {
            case ClientAuthentication.Answer.Retry(String query) -> new Attempt(query, false);
            case ClientAuthentication.Answer.NotAsked notAsked -> {
                boolean mayMeanTheUser = refused.code()
                        .filter(StatusCode.CONNECT_REJECTED.code()::equals)
                        .isPresent();
                if (url.userInfo().isEmpty()
                        || !isHome
                        || !mayMeanTheUser
                        || !last.query().isEmpty()) {
                    throw refused;
                }
                if (last.userAsArguments()) {
                    throw new RtmpException(
                            Kind.UNAUTHORIZED,
                            String.valueOf(refused.getMessage()),
                            refused.code().orElse(""),
                            description);
                }
                yield new Attempt("", true);
            }
            case ClientAuthentication.Answer.Failed(String reason) ->
                throw new RtmpException(
                        Kind.UNAUTHORIZED,
                        name(url) + ": " + reason,
                        refused.code().orElse(""),
                        description);
        };
    }

    /** For messages: without the name of a stream, which may be a key. */
    private static String name(RtmpUrl url) {
        return url.withStreamName("").toString();
    }

    /** To the first of the host's addresses that accepts. */
    private NetConnection tcp(RtmpUrl url, Attempt attempt) throws IOException {
        ConnectCommand connect = connect(url, attempt);
        TlsPeer tls = url.scheme().isTls() ? new TlsPeer(tls(url), url.host()) : null;
        IOException last = new IOException("looking up the host takes too long"); // where there is no address
        for (InetAddress address : addresses(url)) {
            var opened = new CompletableFuture<NetConnection>();
            CompletableFuture<Connection> opening =
                    carrier(url, new InetSocketAddress(address, url.port()), tls, connection -> {
                        var net = new NetConnection(connection, url, attempt.query(), connect, settings);
                        opened.complete(net);
                        return net.begin();
                    });
            try {
                Answers.await(
                        opening.orTimeout(settings.connectTimeout().toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS));
                return opened.join();
            } catch (IOException e) {
                opened.thenAccept(NetConnection::closeAsync); // if it comes all the same
                if (e instanceof InterruptedIOException) {
                    throw e;
                }
                last = e;
            }
        }
        String where = url.host() + " port " + url.port();
        throw new RtmpException(
                Kind.UNREACHABLE, name(url) + ": cannot connect to " + where + ": " + last.getMessage());
    }

    private CompletableFuture<Connection> carrier(
            RtmpUrl url,
            InetSocketAddress address,
            @Nullable TlsPeer tls,
            Function<Connection, ConnectionHandler> handlers) {
        return url.scheme().isTunnel()
                ? tcp.connectThroughHttp(address, settings.connectTimeout(), tls, httpHost(url), handlers)
                : tcp.connect(address, settings.connectTimeout(), tls, handlers);
    }

    /** As HTTP has it: the port only where it is not the usual one. */
    private static String httpHost(RtmpUrl url) {
        String host =
                url.host().indexOf(':') < 0 ? IDN.toASCII(url.host(), IDN.ALLOW_UNASSIGNED) : "[" + url.host() + "]";
        return url.port() == url.scheme().defaultPort() ? host : host + ":" + url.port();
    }

    private ClientTls tls(RtmpUrl url) throws RtmpException {
        try {
            ClientTls wanted = tls;
            if (wanted == null) {
                wanted = settings.tls().isPresent() ? settings.tls().get() : ClientTls.verified();
                tls = wanted;
            }
            return wanted;
        } catch (IOException e) {
            throw new RtmpException(Kind.UNREACHABLE, name(url) + ": no TLS: " + e.getMessage());
        }
    }

    /** On a thread of its own: the system's lookup hears neither of time limits nor of interrupts. */
    private List<InetAddress> addresses(RtmpUrl url) throws IOException {
        var found = new CompletableFuture<List<InetAddress>>();
        Thread.ofVirtual().name("look up").start(() -> {
            try {
                found.complete(List.of(InetAddress.getAllByName(IDN.toASCII(url.host(), IDN.ALLOW_UNASSIGNED))));
            } catch (UnknownHostException | IllegalArgumentException e) {
                found.completeExceptionally(
                        new RtmpException(Kind.UNREACHABLE, name(url) + ": unknown host " + url.host()));
            }
        });
        long limit = settings.connectTimeout().toMillis();
        return Answers.await(found.completeOnTimeout(List.of(), limit, TimeUnit.MILLISECONDS));
    }

    /** What the URL says goes before what the settings say. */
    private ConnectCommand connect(RtmpUrl url, Attempt attempt) {
        ConnectOptions options = url.options();
        var more = AmfProperties.builder();
        settings.connect().more().entries().forEach(entry -> more.put(entry.name(), entry.value()));
        put(more, "flashVer", options.flashVer());
        put(more, "swfUrl", options.swfUrl());
        put(more, "pageUrl", options.pageUrl());
        List<AmfValue> arguments = new ArrayList<>(settings.connect().arguments());
        if (attempt.userAsArguments()) {
            url.userInfoArguments().forEach(argument -> arguments.add(new AmfString(argument)));
        }
        arguments.addAll(options.arguments());
        return settings.connect().withMore(more.build()).withArguments(arguments);
    }

    private static void put(AmfProperties.Builder properties, String name, String value) {
        if (!value.isEmpty()) {
            properties.put(name, value);
        }
    }
}
