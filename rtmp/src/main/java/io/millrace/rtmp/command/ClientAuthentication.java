package io.millrace.rtmp.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Answers a server that refuses a connect because it wants to know who connects, by {@code authmod} adobe or llnw
 * [IP-42, IP-43]. The server closes each time, so this outlives the connections, three at most:
 *
 * <pre>
 *   connect app                                    -> _error "... code=403 need auth; authmod=adobe ..."
 *   connect app?authmod=adobe&amp;user=U               -> _error "... ?reason=needauth&amp;user=U&amp;salt=S&amp;challenge=C..."
 *   connect app?authmod=adobe&amp;user=U&amp;response=R... -> _result, or _error "... ?reason=authfailed..."
 * </pre>
 *
 * For one thread.
 */
public final class ClientAuthentication {
    /** In characters; real ones have at most 255. */
    private static final int MAX_DESCRIPTION = 4096;

    /** Begins the parameters, behind a question mark. */
    private static final String NEED_AUTH = "?reason=needauth";

    private static final String AUTHMOD = "authmod=";
    private static final String NONCE_COUNT = "00000001";

    private final String user;
    private final String password;
    private final RandomGenerator random;
    private Sent sent = Sent.NOTHING;

    /** What of us the server has seen. */
    private enum Sent {
        NOTHING,
        USER,
        RESPONSE
    }

    /** What to do after a connect was refused. */
    public sealed interface Answer {
        /** Connect again, with {@code query} behind both app and tcUrl; it begins with a question mark or ampersand. */
        record Retry(String query) implements Answer {}

        /** The user will not get in, for a reason to show. */
        record Failed(String reason) implements Answer {}

        /** The server refused for another reason than that it does not know the user. */
        record NotAsked() implements Answer {}
    }

    private ClientAuthentication(String user, String password, RandomGenerator random) {
        this.user = user;
        this.password = password;
        this.random = random;
    }

    /**
     * For one attempt to connect, which may take three connections; a later reconnect begins with a new one.
     *
     * @param user empty if there are no credentials; then a server that asks for some is answered by Failed
     * @param random should be secure, as the server's challenge may not be
     */
    public static ClientAuthentication of(String user, String password, RandomGenerator random) {
        return new ClientAuthentication(user, password, random);
    }

    /**
     * To be asked whenever a connect is answered by {@code _error}.
     *
     * @param app without what an earlier answer appended
     * @param description of the error, as the server sent it
     */
    public Answer rejected(String app, String description) {
        int authmod = description.indexOf(AUTHMOD);
        if (authmod < 0) {
            return new Answer.NotAsked();
        }
        if (description.length() > MAX_DESCRIPTION) {
            return new Answer.Failed("the server asks for authentication in " + description.length()
                    + " characters (expected: <= " + MAX_DESCRIPTION + ")");
        }
        String method = description.substring(authmod + AUTHMOD.length()).split("[^A-Za-z0-9_-]", 2)[0];
        if (!method.equals("adobe") && !method.equals("llnw")) {
            return new Answer.Failed(
                    "the server asks for authentication by " + Texts.quote(method) + " (expected: adobe or llnw)");
        }
        if (user.isEmpty()) {
            return new Answer.Failed("the server asks for user and password (expected: rtmp://user:password@host/...)");
        }
        if (description.contains("reason=nosuchuser")) {
            return new Answer.Failed("the server does not know the user " + Texts.quote(user));
        }
        if (description.contains("reason=authfail")) {
            return new Answer.Failed("wrong password for user " + Texts.quote(user));
        }
        return next(method, app, description);
    }

    private Answer next(String method, String app, String description) {
        int parameters = description.indexOf(NEED_AUTH);
        String start = (app.indexOf('?') < 0 ? "?" : "&") + AUTHMOD + method + "&user=" + inQuery(user);
        if (parameters >= 0 && sent != Sent.RESPONSE) {
            sent = Sent.RESPONSE;
            Map<String, String> asked = parameters(description.substring(parameters + 1));
            return method.equals("adobe") ? adobe(start, asked) : llnw(start, asked, app.split("\\?", 2)[0]);
        }
        if (parameters < 0 && description.contains("need auth") && sent == Sent.NOTHING) {
            sent = Sent.USER;
            return new Answer.Retry(start);
        }
        return new Answer.Failed(
                "the server does not accept user " + Texts.quote(user) + ": " + Texts.quote(description));
    }

    private Answer adobe(String start, Map<String, String> asked) {
        String salt = asked.getOrDefault("salt", "");
        String opaque = asked.getOrDefault("opaque", "");
        String challenge = opaque.isEmpty() ? asked.getOrDefault("challenge", "") : opaque;
        if (salt.isEmpty() || challenge.isEmpty()) {
            return missing("salt, and challenge or opaque");
        }
        String own = challenge();
        String response = base64(base64(user + salt + password) + challenge + own);
        return new Answer.Retry(
                start + "&challenge=" + own + "&response=" + response + (opaque.isEmpty() ? "" : "&opaque=" + opaque));
    }

    private Answer llnw(String start, Map<String, String> asked, String appPath) {
        String nonce = asked.getOrDefault("nonce", "");
        if (nonce.isEmpty()) {
            return missing("nonce");
        }
        String own = challenge();
        String instance = appPath.indexOf('/') < 0 ? appPath + "/_definst_" : appPath;
        String who = hex(user + ":live:" + password);
        String what = hex("publish:/" + instance); // also of one who plays: so do the clients that servers know
        String response = hex(String.join(":", who, nonce, NONCE_COUNT, own, "auth", what));
        return new Answer.Retry(
                start + "&nonce=" + nonce + "&cnonce=" + own + "&nc=" + NONCE_COUNT + "&response=" + response);
    }

    private static Answer missing(String what) {
        return new Answer.Failed("the server asks for authentication without " + what);
    }

    private String challenge() {
        return HexFormat.of().toHexDigits(random.nextInt());
    }

    /** Only the first equals sign of a pair separates: values are base64 [IP-42]. */
    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals >= 0) {
                parameters.put(
                        pair.substring(0, equals), pair.substring(equals + 1).strip());
            }
        }
        return parameters;
    }

    /** Percent-encoded only where the query would break: other clients send a user as it is. */
    private static String inQuery(String user) {
        String encoded = user;
        for (char c : "%&=# ".toCharArray()) {
            encoded = encoded.replace(String.valueOf(c), "%" + HexFormat.of().toHexDigits((byte) c));
        }
        return encoded;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(md5(text));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(md5(text));
    }

    private static byte[] md5(String text) {
        try {
            return MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
