package io.millrace.rtmp.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.rtmp.command.ClientAuthentication.Answer;
import io.millrace.rtmp.command.ClientAuthentication.Answer.Failed;
import io.millrace.rtmp.command.ClientAuthentication.Answer.NotAsked;
import io.millrace.rtmp.command.ClientAuthentication.Answer.Retry;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAuthenticationTest {
    private static final String NEED_ADOBE = "[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : ";
    private static final String ASK_ADOBE =
            "[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=needauth&user=publisher";
    private static final String NEED_LLNW = "[ AccessManager.Reject ] : [ code=403 need auth; authmod=llnw ] : ";
    private static final String ASK_LLNW =
            "[ AccessManager.Reject ] : [ authmod=llnw ] : ?reason=needauth&user=publisher";

    /** Always 42, so that responses can be worked out by hand. */
    private final RandomGenerator random = () -> 42L << 32;

    private final ClientAuthentication client = ClientAuthentication.of("publisher", "pass:w0rd", random);

    @ParameterizedTest
    @CsvSource({
        // The responses were worked out with: openssl md5 -binary | openssl base64
        "&salt=c2FsdA==&challenge=Q2hhbGw=&opaque=b3BhcXVl, response=Axp1CT0WMJ3ZKIu9OUZEQA==&opaque=b3BhcXVl",
        "&salt=c2FsdA==&challenge=Q2hhbGw=, response=obBQIzqFjA6E/Zj/QG7Ohg=="
    })
    @DisplayName("IP-42: adobe authentication: first the user, then a response to salt and challenge")
    void adobe(String parameters, String response) {
        assertThat(client.rejected("live", NEED_ADOBE)).isEqualTo(new Retry("?authmod=adobe&user=publisher"));
        assertThat(client.rejected("live", ASK_ADOBE + parameters))
                .isEqualTo(new Retry("?authmod=adobe&user=publisher&challenge=0000002a&" + response));
    }

    @ParameterizedTest
    @CsvSource({
        // Worked out with md5sum
        "live, ?, dcc61ed92380ce3947d2deb81d6cd807",
        "live/inst, ?, 45804ace7b00c857131ae94a5b672db6",
        "live?x=/1, &, dcc61ed92380ce3947d2deb81d6cd807"
    })
    @DisplayName("IP-43: llnw authentication: the response covers the app with its instance, without its query")
    void llnw(String app, String separator, String response) {
        String start = separator + "authmod=llnw&user=publisher";
        assertThat(client.rejected(app, NEED_LLNW)).isEqualTo(new Retry(start));
        assertThat(client.rejected(app, ASK_LLNW + "&nonce=NONCE="))
                .isEqualTo(new Retry(start + "&nonce=NONCE=&cnonce=0000002a&nc=00000001&response=" + response));
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    @DisplayName(
            "IP-42: a server that works the response out for itself lets in who knows the password, and nobody else")
    void serverAndClientAgree(long seed) throws Exception {
        var random = new Random(seed);
        var server = new AdobeServer("us er&=%é", "s3cret", random);
        boolean knowsPassword = random.nextBoolean();
        var client = ClientAuthentication.of(server.user, knowsPassword ? server.password : "other", random);

        String query = "";
        String refusal = server.connect(query);
        int connects = 1;
        while (!refusal.isEmpty() && client.rejected("live", refusal) instanceof Retry(String next)) {
            query = next;
            refusal = server.connect(query);
            connects++;
        }
        assertThat(connects).isEqualTo(3);
        assertThat(refusal.isEmpty()).isEqualTo(knowsPassword);
    }

    @Test
    @DisplayName("IP-42: a wrong password and an unknown user end it")
    void refusedCredentials() {
        client.rejected("live", NEED_ADOBE);
        client.rejected("live", ASK_ADOBE + "&salt=a&challenge=b");
        assertThat(client.rejected(
                        "live", "[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=authfailed&opaque=x"))
                .isEqualTo(new Failed("wrong password for user \"publisher\""));
        assertThat(client.rejected("live", "[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=nosuchuser"))
                .isEqualTo(new Failed("the server does not know the user \"publisher\""));
    }

    @Test
    void serverThatAsksForEverIsLeftAfterThreeConnects() {
        assertThat(client.rejected("live", NEED_ADOBE)).isInstanceOf(Retry.class);
        assertThat(client.rejected("live", NEED_ADOBE)).isInstanceOf(Failed.class);
        assertThat(client.rejected("live", ASK_ADOBE + "&salt=a&challenge=b")).isInstanceOf(Retry.class);
        assertThat(client.rejected("live", ASK_ADOBE + "&salt=a&challenge=b")).isInstanceOf(Failed.class);
        assertThat(client.rejected("live", NEED_ADOBE)).isInstanceOf(Failed.class);
    }

    @Test
    void credentialsAreNeeded() {
        assertThat(ClientAuthentication.of("", "", random).rejected("live", NEED_LLNW))
                .isEqualTo(
                        new Failed("the server asks for user and password (expected: rtmp://user:password@host/...)"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[ code=403 need auth; authmod=kerberos ] | the server asks for authentication by \"kerberos\""
                        + " (expected: adobe or llnw)",
                "authmod= | the server asks for authentication by \"\" (expected: adobe or llnw)",
                "authmod=adobe ?reason=needauth&user=u | the server asks for authentication without salt,"
                        + " and challenge or opaque",
                "authmod=llnw ?reason=needauth&user=u | the server asks for authentication without nonce",
                "authmod=adobe ?reason=quota | the server does not accept user \"publisher\": \"authmod=adobe ?reason=quota\""
            })
    void namesWhyItFails(String description, String reason) {
        assertThat(client.rejected("live", description)).isEqualTo(new Failed(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[ Server.Reject ] : no such application", "need auth"})
    void refusalForAnotherReasonIsNoQuestion(String description) {
        assertThat(client.rejected("live", description)).isEqualTo(new NotAsked());
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void hostileDescriptionEndsInABoundedAnswer(long seed) {
        var random = new Random(seed);
        var description = new StringBuilder();
        String[] pieces = {
            "authmod=", "adobe", "llnw", "?reason=needauth", "&salt=", "&nonce=", "\n", "\ud800", "=", "x"
        };
        for (int i = random.nextInt(30); i > 0; i--) {
            description.append(
                    pieces[random.nextInt(pieces.length)].repeat(1 + random.nextInt(1 + random.nextInt(300))));
        }
        String text = switch (client.rejected("live", description.toString())) {
            case Retry(String query) -> query;
            case Failed(String reason) -> reason;
            case NotAsked() -> "";
        };
        assertThat(text).hasSizeLessThan(5000);
    }

    @Test
    void descriptionOfAnyLengthIsNotTakenApart() {
        Answer answer = client.rejected("live", ASK_ADOBE + "&salt=a&challenge=" + "x".repeat(10_000_000));
        assertThat(answer)
                .isEqualTo(new Failed("the server asks for authentication in 10000096 characters (expected: <= 4096)"));
    }

    /** Checks responses by the formulas of IP-42, in its own words. */
    private static final class AdobeServer {
        private final String user;
        private final String password;
        private final String salt;
        private final String opaque;

        AdobeServer(String user, String password, Random random) {
            this.user = user;
            this.password = password;
            this.salt = random64(random);
            this.opaque = random64(random);
        }

        /** The description of the refusal; empty if the client is in. */
        String connect(String query) throws Exception {
            Map<String, String> given = new HashMap<>();
            for (String pair : query.replaceFirst("^\\?", "").split("&", -1)) {
                int equals = pair.indexOf('=');
                String value = URLDecoder.decode(pair.substring(equals + 1).replace("+", "%2B"), UTF_8);
                given.put(pair.substring(0, Math.max(equals, 0)), value);
            }
            if (!given.containsKey("authmod")) {
                return NEED_ADOBE;
            }
            String start = "[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=";
            if (!user.equals(given.get("user"))) {
                return start + "nosuchuser";
            }
            if (!given.containsKey("response")) {
                return start + "needauth&user=" + user + "&salt=" + salt + "&challenge=x&opaque=" + opaque;
            }
            byte[] secret = Base64.getEncoder()
                    .encode(md5(user.concat(salt).concat(password).getBytes(UTF_8)));
            byte[] expected = md5((new String(secret, UTF_8) + opaque + given.get("challenge")).getBytes(UTF_8));
            byte[] response = Base64.getDecoder().decode(given.get("response"));
            boolean right = new BigInteger(expected).equals(new BigInteger(response));
            return right && opaque.equals(given.get("opaque")) ? "" : start + "authfailed&opaque=" + opaque;
        }

        private static String random64(Random random) {
            byte[] bytes = new byte[12];
            random.nextBytes(bytes);
            return Base64.getEncoder().encodeToString(bytes);
        }

        private static byte[] md5(byte[] bytes) throws Exception {
            return MessageDigest.getInstance("MD5").digest(bytes);
        }
    }
}
