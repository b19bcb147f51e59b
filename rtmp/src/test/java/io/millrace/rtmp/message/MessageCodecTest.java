package io.millrace.rtmp.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.ProtocolException.Scope;
import io.millrace.rtmp.message.RtmpMessage.Abort;
import io.millrace.rtmp.message.RtmpMessage.Acknowledgement;
import io.millrace.rtmp.message.RtmpMessage.Aggregate;
import io.millrace.rtmp.message.RtmpMessage.Audio;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.message.RtmpMessage.Data;
import io.millrace.rtmp.message.RtmpMessage.Opaque;
import io.millrace.rtmp.message.RtmpMessage.SetChunkSize;
import io.millrace.rtmp.message.RtmpMessage.SetPeerBandwidth;
import io.millrace.rtmp.message.RtmpMessage.SharedObject;
import io.millrace.rtmp.message.RtmpMessage.Video;
import io.millrace.rtmp.message.RtmpMessage.WindowAcknowledgementSize;
import io.millrace.rtmp.message.UserControl.BufferEmpty;
import io.millrace.rtmp.message.UserControl.BufferReady;
import io.millrace.rtmp.message.UserControl.PingRequest;
import io.millrace.rtmp.message.UserControl.PingResponse;
import io.millrace.rtmp.message.UserControl.SetBufferLength;
import io.millrace.rtmp.message.UserControl.StreamBegin;
import io.millrace.rtmp.message.UserControl.StreamDry;
import io.millrace.rtmp.message.UserControl.StreamEof;
import io.millrace.rtmp.message.UserControl.StreamIsRecorded;
import io.millrace.rtmp.message.UserControl.SwfVerificationRequest;
import io.millrace.rtmp.message.UserControl.SwfVerificationResponse;
import io.millrace.rtmp.message.UserControl.UnknownEvent;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
    private static final Bytes BODY = Bytes.of(1, 2, 3);
    private static final String SWF_ANSWER = "0101 0000006c 0000006c" + "11".repeat(32);

    static Stream<Arguments> vectors() {
        return Stream.of(
                arguments("0000 1000", new SetChunkSize(4096)),
                arguments("0001 0000", new Abort(65536)),
                arguments("ffff fffe", new Acknowledgement(0xFFFF_FFFEL)),
                arguments("0026 25a0", new WindowAcknowledgementSize(2_500_000)),
                arguments("0026 25a0 00", new SetPeerBandwidth(2_500_000, BandwidthLimit.HARD)),
                arguments("0026 25a0 01", new SetPeerBandwidth(2_500_000, BandwidthLimit.SOFT)),
                arguments("0026 25a0 02", new SetPeerBandwidth(2_500_000, BandwidthLimit.DYNAMIC)),
                arguments("0000 00000001", new StreamBegin(1)),
                arguments("0001 00000001", new StreamEof(1)),
                arguments("0002 00000001", new StreamDry(1)),
                arguments("0003 00000000 00000bb8", new SetBufferLength(0, 3000)),
                arguments("0004 00000001", new StreamIsRecorded(1)),
                arguments("0006 ffffffff", new PingRequest(0xFFFF_FFFFL)),
                arguments("0007 ffffffff", new PingResponse(0xFFFF_FFFFL)),
                arguments("001f 00000001", new BufferEmpty(1)),
                arguments("0020 00000001", new BufferReady(1)),
                arguments("001a", new SwfVerificationRequest()),
                arguments("001b" + SWF_ANSWER, new SwfVerificationResponse(Bytes.hex(SWF_ANSWER))),
                arguments("001a 020203", new UnknownEvent(26, Bytes.of(2, 2, 3))),
                arguments("0022 010203", new UnknownEvent(34, BODY)),
                arguments("010203", new Audio(BODY)),
                arguments("010203", new Video(BODY)),
                arguments("010203", new Data(BODY, false)),
                arguments("00 010203", new Data(BODY, true)),
                arguments("010203", new SharedObject(BODY, false)),
                arguments("00 010203", new SharedObject(BODY, true)),
                arguments("020001 61 00 3ff0000000000000 05", Command.of("a", 1)),
                arguments("00 020001 61 00 3ff0000000000000", new Command("a", 1, List.of(), true)),
                arguments("010203", new Aggregate(BODY)),
                arguments("010203", new Opaque(200, BODY)));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    @DisplayName("R-066, R-070, ER-192: each message has these bytes, both ways")
    void bytesOfEachMessage(String hex, RtmpMessage message) {
        var out = new ByteWriter();
        MessageCodec.encode(message, out);
        assertThat(out.toBytes()).isEqualTo(Bytes.hex(hex));
        assertThat(MessageCodec.decode(message.typeId(), Bytes.hex(hex))).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({"80001000, 4096", "ffffffff, 2147483647", "00000001, 1"})
    @DisplayName("R-050: the top bit of a chunk size does not count")
    void masksTheTopBitOfAChunkSize(String hex, int bytes) {
        assertThat(MessageCodec.decode(1, Bytes.hex(hex))).isEqualTo(new SetChunkSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "80000000"})
    @DisplayName("R-050: a chunk size of 0 ends the connection")
    void refusesAChunkSizeOfZero(String hex) {
        refused(Scope.CONNECTION, 1, Bytes.hex(hex));
    }

    @Test
    @DisplayName("R-054: a bandwidth without a limit type, or with an unknown one, is dynamic")
    void takesAMissingLimitTypeAsDynamic() {
        var dynamic = new SetPeerBandwidth(1, BandwidthLimit.DYNAMIC);
        assertThat(MessageCodec.decode(6, Bytes.hex("00000001"))).isEqualTo(dynamic);
        assertThat(MessageCodec.decode(6, Bytes.hex("00000001 09"))).isEqualTo(dynamic);
    }

    static Stream<Arguments> truncatedControls() {
        return vectors()
                .filter(vector -> ((RtmpMessage) vector.get()[1]).typeId() <= 6)
                .filter(vector -> !(vector.get()[1] instanceof UnknownEvent))
                .filter(vector -> !(vector.get()[1] instanceof SetPeerBandwidth))
                .flatMap(vector -> {
                    Bytes whole = Bytes.hex((String) vector.get()[0]);
                    int typeId = ((RtmpMessage) vector.get()[1]).typeId();
                    return IntStream.range(0, whole.length()).mapToObj(n -> arguments(typeId, whole.slice(0, n)));
                });
    }

    @ParameterizedTest
    @MethodSource("truncatedControls")
    @DisplayName("R-056: a control message cut short anywhere ends the connection, and does no more")
    void refusesShortControlMessages(int typeId, Bytes body) {
        refused(Scope.CONNECTION, typeId, body);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    @DisplayName("R-067: what follows the fields of a control message is ignored")
    void ignoresWhatFollowsTheFields(String hex, RtmpMessage message) {
        boolean fixedSize = message.typeId() <= 6 && !(message instanceof UnknownEvent);
        RtmpMessage longer = MessageCodec.decode(message.typeId(), Bytes.hex(hex + "0102"));
        assertThat(longer.equals(message)).isEqualTo(fixedSize);
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17})
    @DisplayName("R-074, ER-192: an unknown or missing format byte costs this message only")
    void refusesUnknownFormats(int typeId) {
        refused(Scope.MESSAGE, typeId, Bytes.EMPTY);
        refused(Scope.MESSAGE, typeId, Bytes.hex("03 020001 61 00 3ff0000000000000"));
    }

    @Test
    @DisplayName("ER-190, ER-191: AMF3 values come inside AMF0, in types 15, 16 and 17 as in 18, 19 and 20")
    void readsAmf3Values() {
        Bytes body = Bytes.hex("020001 61 00 3ff0000000000000 05 11 06 0362 05");
        var command = (Command) MessageCodec.decode(20, body);
        assertThat(command.arguments()).hasSize(3);
        assertThat(command.argument(1)).isInstanceOf(AmfValue.AmfAvmPlus.class);
        assertThat(command.argument(2)).isEqualTo(new AmfNull());
        var flex = (Command)
                MessageCodec.decode(17, new ByteWriter().u8(0).bytes(body).toBytes());
        assertThat(flex.arguments()).isEqualTo(command.arguments());
        assertThat(flex.amf3()).isTrue();
    }

    @Test
    @DisplayName("R-110: a command has a name, a transaction ID, a command object and any number of arguments")
    void commandKeepsItsArguments() {
        var object = AmfProperties.builder().put("app", "live").buildObject();
        var command = new Command("connect", 1, List.of(object, new AmfString("user"), new AmfBoolean(true)), false);
        var out = new ByteWriter();
        MessageCodec.encode(command, out);
        assertThat(MessageCodec.decode(20, out.toBytes())).isEqualTo(command);
        assertThat(command.argument(0)).isEqualTo(object);
        assertThat(command.argument(2)).isEqualTo(new AmfBoolean(true));
        assertThat(command.argument(3)).isEqualTo(new AmfUndefined());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1.5, 1e300, Double.NaN, Double.NEGATIVE_INFINITY})
    @DisplayName("R-113: a transaction ID is any number")
    void transactionIdIsAnyNumber(double transactionId) {
        var out = new ByteWriter();
        MessageCodec.encode(Command.of("call", transactionId), out);
        assertThat(((Command) MessageCodec.decode(20, out.toBytes())).transactionId())
                .isEqualTo(Double.valueOf(transactionId));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "05",
                "020001 61",
                "020001 61 020001 62",
                "00 3ff0000000000000",
                "020001 61 00 3ff0000000000000 04",
                "020001 61 00 3ff0000000000000 0affffffff",
                "020010 61 00",
                "61626364"
            })
    @DisplayName("R-115: a command that cannot be read costs this message only")
    void refusesUnreadableCommands(String hex) {
        refused(Scope.MESSAGE, 20, Bytes.hex(hex));
    }

    @Test
    @DisplayName("IP-61, A0-08: a data message is not decoded, so one that cannot be is kept whole")
    void keepsDataThatCannotBeDecoded() {
        Bytes body = Bytes.hex("020001 61 04 ff");
        assertThat(MessageCodec.decode(18, body)).isEqualTo(new Data(body, false));
    }

    private static void refused(Scope scope, int typeId, Bytes body) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> MessageCodec.decode(typeId, body))
                .extracting(ProtocolException::scope)
                .isEqualTo(scope);
    }
}
