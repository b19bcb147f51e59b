package io.millrace.rtmp.sharedobject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.amf.Amf3Value.Amf3Array;
import io.millrace.amf.Amf3Value.Amf3Integer;
import io.millrace.amf.Amf3Value.Amf3String;
import io.millrace.amf.AmfLimits;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.ProtocolException.Scope;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage.SharedObject;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Clear;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Release;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Remove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestChange;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestRemove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.SendMessage;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Status;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Success;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Unknown;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Use;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.UseSuccess;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharedObjectCodecTest {
    /** Name "so", version 7, temporary. */
    private static final String HEADER = "0002 736f 00000007 00000000 00000000";

    private static final String ONE = "00 3ff0000000000000";

    static Stream<Arguments> events() {
        return Stream.of(
                arguments("01 00000000", new Use()),
                arguments("02 00000000", new Release()),
                arguments("03 0000000c 0001 61" + ONE, new RequestChange("a", new AmfNumber(1))),
                arguments("04 0000000c 0001 61" + ONE, new Change("a", new AmfNumber(1))),
                arguments("05 00000003 0001 61", new Success("a")),
                arguments("06 0000000d 02 0001 66" + ONE, new SendMessage("f", List.of(new AmfNumber(1)))),
                arguments("06 00000004 02 0001 66", new SendMessage("f", List.of())),
                arguments("07 0000000a 0003 612e62 0003 626164", new Status("a.b", "bad")),
                arguments("08 00000000", new Clear()),
                arguments("09 00000003 0001 61", new Remove("a")),
                arguments("0a 00000003 0001 61", new RequestRemove("a")),
                arguments("0b 00000000", new UseSuccess()),
                arguments("0c 00000002 abcd", new Unknown(12, Bytes.of(0xAB, 0xCD))));
    }

    @ParameterizedTest(name = "{1}")
    @DisplayName("R-091, R-092: every event has its type, the length of its data, names without and values with marker")
    @MethodSource("events")
    void eventsHaveTheirBytes(String hex, SharedObjectEvent event) {
        var message = new SharedObjectMessage("so", 7, false, List.of(event));
        Bytes body = Bytes.hex(HEADER + hex);
        assertThat(SharedObjectCodec.decode(body)).isEqualTo(message);
        assertThat(SharedObjectCodec.encode(message, false)).isEqualTo(new SharedObject(body, false));
    }

    @Test
    @DisplayName("R-090: a message has name, version, flags and any number of events")
    void messageHasSeveralEvents() {
        var message = new SharedObjectMessage(
                "größe", 0xFFFF_FFFEL, false, List.of(new UseSuccess(), new Clear(), new Use()));
        Bytes body = Bytes.hex("0007 6772c3b6c39f65 fffffffe 00000000 00000000" + "0b00000000 0800000000 0100000000");
        assertThat(SharedObjectCodec.encode(message, false).body()).isEqualTo(body);
        assertThat(SharedObjectCodec.decode(body)).isEqualTo(message);
    }

    @Test
    void messageMayHaveNoEvents() {
        assertThat(SharedObjectCodec.decode(Bytes.hex(HEADER)).events()).isEmpty();
    }

    @Test
    @DisplayName("IP-92: a persistent object has flags 2 and 0")
    void persistentHasFlag() {
        var message = new SharedObjectMessage("so", 7, true, List.of());
        Bytes body = Bytes.hex("0002 736f 00000007 00000002 00000000");
        assertThat(SharedObjectCodec.encode(message, false).body()).isEqualTo(body);
        assertThat(SharedObjectCodec.decode(body)).isEqualTo(message);
    }

    @ParameterizedTest
    @DisplayName("IP-92: of the flags only that bit counts")
    @CsvSource({
        "00000003 00000000, true",
        "00000002 ffffffff, true",
        "fffffffd ffffffff, false",
        "00000001 00000002, false"
    })
    void otherFlagsMeanNothing(String flags, boolean persistent) {
        assertThat(SharedObjectCodec.decode(Bytes.hex("0002 736f 00000007" + flags))
                        .persistent())
                .isEqualTo(persistent);
    }

    @ParameterizedTest
    @DisplayName("R-091: one event may hold several pairs of slot and value")
    @ValueSource(ints = {3, 4})
    void pairsRepeat(int type) {
        Bytes body = Bytes.hex(HEADER + "0" + type + "0000000f 0001 61 05 0001 62 02 0001 78 0001 63 06");
        assertThat(SharedObjectCodec.decode(body).events())
                .extracting(event -> switch (event) {
                    case RequestChange(String slot, var value) -> slot + value.asString();
                    case Change(String slot, var value) -> slot + value.asString();
                    default -> event.toString();
                })
                .containsExactly("aOptional.empty", "bOptional[x]", "cOptional.empty");
    }

    @Test
    @DisplayName("IP-91: the name of a message's handler may come without its marker, and leaves with it")
    void handlerWithoutMarker() {
        Bytes body = Bytes.hex(HEADER + "06 0000000c 0001 66" + ONE);
        SharedObjectMessage message = SharedObjectCodec.decode(body);
        assertThat(message.events()).containsExactly(new SendMessage("f", List.of(new AmfNumber(1))));
        assertThat(SharedObjectCodec.encode(message, false).body())
                .isEqualTo(Bytes.hex(HEADER + "06 0000000d 02 0001 66" + ONE));
    }

    @ParameterizedTest
    @DisplayName("IP-90: a status has its code and its level in either order, and leaves with the code first")
    @ValueSource(strings = {"0003 612e62 0005 6572726f72", "0005 6572726f72 0003 612e62"})
    void statusInEitherOrder(String data) {
        SharedObjectMessage message = SharedObjectCodec.decode(Bytes.hex(HEADER + "07 0000000c" + data));
        assertThat(message.events()).containsExactly(Status.error("a.b"));
        assertThat(SharedObjectCodec.encode(message, false).body())
                .isEqualTo(Bytes.hex(HEADER + "07 0000000c 0003 612e62 0005 6572726f72"));
    }

    @Test
    @DisplayName("R-074, R-092: in type 16 values are AMF3 behind their marker, whatever they were")
    void amf3MessageHasAmf3Values() {
        var integer = new SharedObjectMessage("so", 7, false, List.of(new Change("a", new AmfNumber(1))));
        SharedObject message = SharedObjectCodec.encode(integer, true);
        assertThat(message.typeId()).isEqualTo(16);
        assertThat(message.body()).isEqualTo(Bytes.hex(HEADER + "04 00000006 0001 61 11 04 01"));
        assertThat(SharedObjectCodec.decode(message.body()).events())
                .containsExactly(new Change("a", new AmfAvmPlus(new Amf3Integer(1))));
        Bytes wire = Bytes.hex("00" + HEADER + "04 00000006 0001 61 11 04 01");
        assertThat(MessageCodec.decode(16, wire)).isEqualTo(message);
    }

    @Test
    @DisplayName("R-092: in type 19 values are AMF0, whatever they were")
    void amf0MessageHasAmf0Values() {
        var call = new SendMessage("f", List.of(new AmfAvmPlus(new Amf3Integer(1)), new AmfString("x")));
        assertThat(SharedObjectCodec.encode(new SharedObjectMessage("so", 7, false, List.of(call)), false))
                .isEqualTo(new SharedObject(Bytes.hex(HEADER + "06 00000011 02 0001 66" + ONE + "02 0001 78"), false));
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void decodeInvertsEncode(long seed) {
        var random = new Random(seed);
        boolean amf3 = random.nextBoolean();
        SharedObjectMessage message = RandomSharedObjects.message(random, amf3);
        assertThat(SharedObjectCodec.decode(
                        SharedObjectCodec.encode(message, amf3).body()))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @DisplayName("R-090: a message cut short anywhere is an error of that message, or has fewer events")
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void everyTruncation(long seed) {
        var random = new Random(seed);
        SharedObjectMessage whole = RandomSharedObjects.message(random, random.nextBoolean());
        Bytes body = SharedObjectCodec.encode(whole, false).body();
        List<SharedObjectEvent> all = SharedObjectCodec.decode(body).events();
        for (int length = 0; length < body.length(); length++) {
            try {
                List<SharedObjectEvent> some =
                        SharedObjectCodec.decode(body.slice(0, length)).events();
                assertThat(some).hasSizeLessThan(all.size()).isEqualTo(all.subList(0, some.size()));
            } catch (ProtocolException e) {
                assertThat(e.scope()).isEqualTo(Scope.MESSAGE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0002 73",
                "0002 736f 00000007 00000000 000000",
                HEADER + "01",
                HEADER + "01 00000001",
                HEADER + "01 ffffffff",
                HEADER + "03 00000000",
                HEADER + "03 00000003 0001 61",
                HEADER + "03 00000004 0001 61 fe",
                HEADER + "03 0000000d 0001 61" + ONE + "00",
                HEADER + "04 00000008 0001 61 0a ffffffff",
                HEADER + "05 00000002 0001",
                HEADER + "06 00000000",
                HEADER + "07 00000003 0001 61",
            })
    void brokenMessagesAreErrorsOfTheMessage(String hex) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> SharedObjectCodec.decode(Bytes.hex(hex)))
                .matches(e -> e.scope() == Scope.MESSAGE);
    }

    @Test
    @DisplayName("R-098: a million events in one message are too many")
    void tooManyEvents() {
        Bytes body = Bytes.hex(HEADER + "0100000000".repeat(1_000_000));
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> SharedObjectCodec.decode(body))
                .withMessage("more than 65536 events in one message");
        Bytes pairs = Bytes.hex(HEADER + "03 003d0900" + "00016105".repeat(1_000_000));
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> SharedObjectCodec.decode(pairs))
                .withMessageContaining("more than 65536");
    }

    /** In AMF3 it is 2,000 characters and 2,000 references to them, in AMF0 all that they stand for. */
    private static SendMessage expanding() {
        var text = new Amf3String("x".repeat(2000));
        return new SendMessage("f", List.of(new AmfAvmPlus(new Amf3Array(List.of(), Collections.nCopies(2000, text)))));
    }

    @Test
    @DisplayName("R-098: what references stand for counts over all events of a message, not for each")
    void limitOfAllEvents() {
        var one = new SharedObjectMessage("so", 7, false, List.of(expanding()));
        var two = new SharedObjectMessage("so", 7, false, List.of(expanding(), expanding()));
        Bytes body = SharedObjectCodec.encode(two, true).body();
        assertThat(body.length()).isLessThan(20_000);
        assertThat(SharedObjectCodec.decode(SharedObjectCodec.encode(one, true).body()))
                .isEqualTo(one);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> SharedObjectCodec.decode(body))
                .withMessageContaining("more than 65536 elements")
                .matches(e -> e.scope() == Scope.MESSAGE);
        assertThat(SharedObjectCodec.decode(body, new AmfLimits(64, 200_000))).isEqualTo(two);
    }

    @Test
    @DisplayName("R-098: an event that would be too long is an error, whatever it was before")
    void eventOfLimitedLength() {
        int length = SharedObjectCodec.encode(expanding(), true).length();
        assertThat(SharedObjectCodec.encode(expanding(), true, length).length()).isEqualTo(length);
        for (boolean amf3 : List.of(true, false)) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> SharedObjectCodec.encode(expanding(), amf3, length - 1))
                    .withMessage("event of more than " + (length - 1) + " bytes")
                    .matches(e -> e.scope() == Scope.MESSAGE);
        }
    }

    @Test
    void nameTooLongToWrite() {
        var message = new SharedObjectMessage("x".repeat(65_536), 0, false, List.of());
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> SharedObjectCodec.encode(message, false))
                .withMessage("text of 65536 bytes (expected: at most 65535)");
    }
}
