package io.millrace.rtmp.command;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a stream is: what a client connects to, and what it publishes or plays there [R-170, IP-40].
 *
 * <p>A URL does not say where the app ends and the stream name begins. {@link #parse} cuts like FFmpeg: the app is one
 * path segment, or two (application and instance) if there are three or more; {@link #of} takes both as they are.
 * Either way {@link StreamPath} makes one path of them, so our server does not mind; nginx-rtmp knows its applications
 * by the whole app and does.
 *
 * <p>Nothing is percent-decoded but a fragment and the user info, as no server decodes app and name.
 *
 * @param userInfo what stood before the host, as written; empty if nothing did
 * @param host a name, also with letters beyond ASCII, or an address; IPv6 without brackets, and with its zone behind
 *     {@code %} if it has one
 * @param port 1 to 65535
 * @param app as sent in connect, with its query if it has one; may be empty
 * @param streamName as sent in publish or play, with its query and with a prefix such as {@code mp4:} [IP-41]; may be
 *     empty
 */
public record RtmpUrl(
        RtmpScheme scheme,
        String userInfo,
        String host,
        int port,
        String app,
        String streamName,
        ConnectOptions options) {
    private static final int MAX_PORT = 65535;

    /** Longer names may be keys, of which so much is shown. */
    private static final int MAX_PLAIN_NAME = 12;

    private static final int SHOWN_OF_A_KEY = 4;

    /** @throws IllegalArgumentException if host, port or a control character makes this no URL */
    public RtmpUrl {
        UrlParser.checkHost(host);
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + " (expected: 1 to " + MAX_PORT + ")");
        }
        UrlParser.checkPrintable("user info", userInfo);
        UrlParser.checkPrintable("app", app);
        UrlParser.checkPrintable("stream name", streamName);
        app = UrlParser.withoutSlashes(app);
        streamName = streamName.replaceFirst("^/+", "");
        if (app.indexOf('#') >= 0 || !UrlParser.isOneWord(app)) {
            throw new IllegalArgumentException("app " + Texts.quote(app) + " (expected: no blank and no #)");
        }
        if (userInfo.codePoints().anyMatch(c -> "/?#".indexOf(c) >= 0) || !UrlParser.isOneWord(userInfo)) {
            throw new IllegalArgumentException("blank, slash, ? or # in the user info (expected: %20, %2F, %3F, %23)");
        }
    }

    /**
     * One URL as people paste it, blanks and quotes around it taken off. The stream name is:
     *
     * <ul>
     *   <li>the fragment, percent-decoded, if there is one; then the whole path is the app [R-170];
     *   <li>else what {@code playpath=} behind the URL says, and then the whole path is the app too;
     *   <li>else what follows the first path segment, or the first two if there are three or more; a segment with a
     *       colon ({@code mp4:a/b}) is no second one of an app;
     *   <li>of a single segment, what follows the last slash of its query ({@code app?vhost=h/name}), else nothing.
     * </ul>
     *
     * A query otherwise stays with the stream name. Behind the URL may come {@code playpath= app= tcUrl= swfUrl=
     * pageUrl= flashVer= live= conn=} as for librtmp, with {@code \20} for a blank.
     *
     * @throws IllegalArgumentException with a sentence for a user if this is no RTMP URL
     */
    public static RtmpUrl parse(String text) {
        return UrlParser.parse(text);
    }

    /**
     * Server and stream key apart, as encoders ask for them: nothing of the server's URL is taken for a stream name.
     *
     * @throws IllegalArgumentException with a sentence for a user if {@code connectUrl} is no RTMP URL or has a fragment
     */
    public static RtmpUrl of(String connectUrl, String streamName) {
        return UrlParser.of(connectUrl, streamName.strip());
    }

    /** What connect says it connects to: no user info [R-126], and always the port, as FFmpeg and librtmp do. */
    public String tcUrl() {
        String bareHost = host.indexOf('%') < 0 ? host : host.substring(0, host.indexOf('%'));
        return options.tcUrl().isEmpty()
                ? scheme + "://" + bracketed(bareHost) + ":" + port + "/" + app
                : options.tcUrl();
    }

    /** The user info up to its first colon, percent-decoded. */
    public String user() {
        return PercentEncoding.decode(userInfo.split(":", 2)[0]);
    }

    /** The user info from its first colon on, percent-decoded; empty if there is none. */
    public String password() {
        int colon = userInfo.indexOf(':');
        return colon < 0 ? "" : PercentEncoding.decode(userInfo.substring(colon + 1));
    }

    /** The user info as further arguments of connect, for servers that want it so [R-170]; empty if there is none. */
    public List<String> userInfoArguments() {
        return userInfo.isEmpty()
                ? List.of()
                : Arrays.stream(userInfo.split(":", -1))
                        .map(PercentEncoding::decode)
                        .toList();
    }

    /** This with another stream name. */
    public RtmpUrl withStreamName(String name) {
        return new RtmpUrl(scheme, userInfo, host, port, app, name, options);
    }

    /**
     * The same stream where a Reconnect Request says it is now [ER-041]. User info stays, since the server knows who is
     * connected.
     *
     * @param tcUrl absolute or relative to {@link #tcUrl}; empty for the same place
     * @throws IllegalArgumentException if that gives no RTMP URL
     */
    public RtmpUrl movedTo(String tcUrl) {
        if (tcUrl.isEmpty()) {
            return this;
        }
        RtmpUrl target = of(absolute(tcUrl), "");
        var moved = new ConnectOptions(
                "", options.swfUrl(), options.pageUrl(), options.flashVer(), options.live(), options.conn());
        return new RtmpUrl(target.scheme, userInfo, target.host, target.port, target.app, streamName, moved);
    }

    /**
     * This, for calls that need a stream name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public RtmpUrl requireStreamName() {
        if (streamName.isEmpty()) {
            throw new IllegalArgumentException(
                    "no stream name in " + this + " (expected: " + scheme + "://host/app/name)");
        }
        return this;
    }

    /**
     * All of it, secrets too, so that {@link #parse} gives an equal URL. Where the default cut would give another app,
     * the stream name is a fragment.
     */
    public String text() {
        String base = scheme + "://" + (userInfo.isEmpty() ? "" : userInfo + "@") + authority() + "/" + app;
        String joined = streamName.isEmpty() ? base : base + (app.isEmpty() ? "" : "/") + streamName;
        boolean same = UrlParser.isOneWord(joined)
                && parse(joined).withOptions(options).equals(this);
        return (same ? joined : base + "#" + PercentEncoding.encode(streamName)) + UrlParser.words(options);
    }

    /** For logs: without user info, values of queries and options. The stream name is shown. */
    @Override
    public String toString() {
        return shown(streamName);
    }

    /** For logs of those who publish, whose stream name may be a key: of a long one no more than its first letters. */
    public String redacted() {
        String key = streamName.split("\\?", 2)[0];
        return shown(key.length() <= MAX_PLAIN_NAME ? streamName : key.substring(0, SHOWN_OF_A_KEY) + "***");
    }

    private String shown(String name) {
        String path = Stream.of(app, name)
                .filter(part -> !part.isEmpty())
                .map(part -> part.replaceFirst("\\?.*", "?***"))
                .reduce("", (all, part) -> all + "/" + part);
        return Texts.clean(scheme + "://" + authority() + path);
    }

    private String authority() {
        // A zone begins with an encoded percent sign [RFC6874 §2].
        String shownHost = bracketed(host.replace("%", "%25"));
        return port == scheme.defaultPort() ? shownHost : shownHost + ":" + port;
    }

    private static String bracketed(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    private RtmpUrl withOptions(ConnectOptions others) {
        return new RtmpUrl(scheme, userInfo, host, port, app, streamName, others);
    }

    /** [RFC3986 §5.2], without dot segments. */
    private String absolute(String reference) {
        if (UrlParser.hasScheme(reference)) {
            return reference;
        }
        if (reference.startsWith("//")) {
            return scheme + ":" + reference;
        }
        String path = app.split("\\?", 2)[0];
        String relative = reference.startsWith("/")
                ? reference
                : "/" + (reference.startsWith("?") ? path : path.substring(0, path.lastIndexOf('/') + 1)) + reference;
        return scheme + "://" + authority() + relative;
    }
}
