package io.millrace.examples;

import io.millrace.server.MillraceServer;
import io.millrace.server.StartException;
import io.millrace.server.auth.AuthorizationRequest;
import io.millrace.server.auth.AuthorizationRequest.Action;
import io.millrace.server.auth.Authorizer;
import io.millrace.server.auth.Decision;
import io.millrace.server.config.ServerConfig;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Lets in who has a URL that was signed for this stream and has not expired: a website that knows the secret hands them out, and
 * the server asks nobody.
 *
 * <pre>
 *   rtmp://host/live/cam?expires=1767225600&amp;signature=...
 * </pre>
 */
public final class SignedUrls implements Authorizer {
    private final SecretKeySpec secret;
    private final InstantSource clock;

    /**
     * With a secret that this server and those who sign know.
     *
     * @param secret of any length, but not empty
     */
    public SignedUrls(String secret, InstantSource clock) {
        this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        this.clock = clock;
    }

    /** What to append to a URL of that stream: it lets in until {@code expires}. */
    public String sign(Action action, String application, String streamName, Instant expires) {
        long second = expires.getEpochSecond();
        return "?expires=" + second + "&signature=" + signature(action, application, streamName, second);
    }

    @Override
    public Decision authorize(AuthorizationRequest request) {
        String expires = request.parameters().getOrDefault("expires", "");
        String signature = request.parameters().getOrDefault("signature", "");
        if (!expires.matches("[0-9]{1,11}")) {
            return Decision.deny("the URL is not signed");
        }
        long second = Long.parseLong(expires);
        String right = signature(request.action(), request.application(), request.streamName(), second);
        // Compared in a time that does not tell how much of it is right.
        if (!MessageDigest.isEqual(bytes(right), bytes(signature))) {
            return Decision.deny("the signature is wrong");
        }
        return clock.instant().getEpochSecond() < second ? Decision.ALLOW : Decision.deny("the URL has expired");
    }

    private String signature(Action action, String application, String streamName, long expires) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            String text = action + " " + application + "/" + streamName + " " + expires;
            return HexFormat.of().formatHex(mac.doFinal(bytes(text)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Serves on this machine alone until Ctrl-C, and says two URLs that are good for an hour.
     *
     * @param arguments the port; 1935 if there is none
     */
    public static void main(String... arguments) throws InterruptedException {
        var config = ServerConfig.defaults()
                .with("rtmp.bind", "127.0.0.1")
                .with("rtmp.port", arguments.length > 0 ? arguments[0] : "1935")
                .with("http.enabled", "false");
        var urls = new SignedUrls("change me", InstantSource.system());
        try (var server = MillraceServer.start(config, urls)) {
            String stream = "rtmp://127.0.0.1:" + server.rtmpAddress().getPort() + "/live/cam";
            Instant expires = Instant.now().plus(Duration.ofHours(1));
            // In quotes, since & means something else to a shell.
            System.out.println("publish to '" + stream + urls.sign(Action.PUBLISH, "live", "cam", expires) + "'");
            System.out.println("play from  '" + stream + urls.sign(Action.PLAY, "live", "cam", expires) + "'");
            Thread.currentThread().join();
        } catch (StartException e) {
            System.err.println(e.getMessage()); // such as: the port is in use
            System.exit(1);
        }
    }
}
