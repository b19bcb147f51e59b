package io.millrace.rtmp.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers as hexadecimal digits: basic header, message header, extended timestamp, payload. */
class ChunkReaderTest {
    private final ChunkReader reader = new ChunkReader();
    private final List<RawMessage> messages = new ArrayList<>();

    @Test
    @DisplayName("R-022: type 0 has timestamp, length, type and the message stream ID in little-endian")
    void readsType0() {
        read("04 000A0B 000002 08 04030201 AABB");
        assertThat(messages).containsExactly(new RawMessage(0x0A0B, 8, 0x01020304, Bytes.of(0xAA, 0xBB)));
    }

    @Test
    @DisplayName("R-024: types 1, 2 and 3 keep what they leave out")
    void laterTypesKeepWhatTheyLeaveOut() {
        read("04 00000A 000002 08 01000000 AABB");
        read("44 000014 000001 09 CC");
        read("84 000005 DD");
        read("C4 EE");
        assertThat(messages.subList(1, 4))
                .containsExactly(
                        new RawMessage(30, 9, 1, Bytes.of(0xCC)),
                        new RawMessage(35, 9, 1, Bytes.of(0xDD)),
                        new RawMessage(40, 9, 1, Bytes.of(0xEE)));
    }

    @Test
    @DisplayName("R-025: type 0 at 10, type 1 with delta 40 and two of type 3 give 10, 50, 90, 130")
    void type3RepeatsTheLastDelta() {
        read("04 00000A 000001 08 01000000 AA");
        read("44 000028 000001 08 AA");
        read("C4 AA");
        read("C4 AA");
        assertThat(messages).extracting(RawMessage::timestamp).containsExactly(10, 50, 90, 130);
    }

    @Test
    @DisplayName("R-025, IP-21: type 3 right after type 0 at 26 gives 52")
    void type3AfterType0AddsItsTimestamp() {
        read("04 00001A 000001 08 01000000 AA");
        read("C4 AA");
        assertThat(messages).extracting(RawMessage::timestamp).containsExactly(26, 52);
    }

    @Test
    @DisplayName("R-026, R-030: 307 bytes in chunks of 128 are one message, continued without a step in time")
    void joinsChunks() {
        read("04 0003E8 000133 09 3A300000" + "01".repeat(128) + "C4" + "02".repeat(128) + "C4" + "03".repeat(51));
        read("84 000014" + "04".repeat(128) + "C4" + "05".repeat(128) + "C4" + "06".repeat(51));
        assertThat(messages).extracting(RawMessage::timestamp).containsExactly(1000, 1020);
        assertThat(messages.getFirst())
                .isEqualTo(new RawMessage(
                        1000, 9, 12346, Bytes.hex("01".repeat(128) + "02".repeat(128) + "03".repeat(51))));
    }

    @ParameterizedTest
    @CsvSource({"02, C2", "3F, FF", "00 00, C0 00", "01 00 00, C0 00", "00 FF, C1 FF 00", "01 2D 01, C1 2D 01"})
    @DisplayName("R-020, R-021: IDs of one, two and three bytes; 64 to 319 are the same in both long forms")
    void readsAllFormsOfTheChunkStreamId(String first, String again) {
        read(first + "000001 000001 08 01000000 AA" + again + "BB");
        assertThat(messages).hasSize(2);
    }

    @Test
    @DisplayName("R-020: the three byte form is little-endian, so 01 2D 01 is chunk stream 365")
    void threeByteIdIsLittleEndian() {
        read("01 2D01 000001 000002 08 01000000");
        reader.chunkSize(1);
        read("AA BB");
        read("04 000001 000002 08 01000000 AA");
        reader.abort(365);
        assertThat(reader.discardedMessages()).isZero();
        read("01 2D01 000001 000002 08 01000000 AA");
        reader.abort(365);
        assertThat(reader.discardedMessages()).isOne();
    }

    @Test
    @DisplayName("R-031, R-032: chunks of other chunk streams, types and message streams come in between")
    void joinsInterleavedMessages() {
        reader.chunkSize(1);
        read("04 000001 000002 08 01000000 A1");
        read("05 000002 000003 09 02000000 B1");
        read("C4 A2");
        read("04 000003 000001 12 02000000 C1");
        read("C5 B2 C5 B3");
        assertThat(messages)
                .containsExactly(
                        new RawMessage(1, 8, 1, Bytes.of(0xA1, 0xA2)),
                        new RawMessage(3, 18, 2, Bytes.of(0xC1)),
                        new RawMessage(2, 9, 2, Bytes.of(0xB1, 0xB2, 0xB3)));
    }

    @Test
    @DisplayName("R-033: a message without a body is complete with its header, whichever type that has")
    void readsEmptyMessages() {
        read("04 000005 000000 08 01000000");
        read("C4");
        read("04 FFFFFF 000000 08 01000000 01000000");
        read("C4 01000000");
        assertThat(messages).extracting(RawMessage::timestamp).containsExactly(5, 10, 0x01000000, 0x02000000);
        assertThat(messages).extracting(RawMessage::body).containsOnly(Bytes.EMPTY);
    }

    @Test
    @DisplayName("R-027: the field FFFFFF announces 32 bits, of the timestamp or of the delta")
    void readsExtendedTimestamps() {
        read("04 FFFFFF 000001 08 01000000 89ABCDEF AA");
        read("44 FFFFFF 000001 08 01000000 AA");
        read("84 FFFFFF 00FFFFFF AA");
        read("84 000010 AA");
        assertThat(messages)
                .extracting(RawMessage::timestamp)
                .containsExactly(0x89ABCDEF, 0x8AABCDEF, 0x8BABCDEE, 0x8BABCDFE);
    }

    @Test
    @DisplayName("R-028: a continuation repeats the extended timestamp, which is no payload")
    void skipsRepeatedTimestamp() {
        reader.chunkSize(2);
        read("04 FFFFFF 000005 08 01000000 01020304 A1A2 C4 01020304 A3A4 C4 01020304 A5");
        read("04 000001 000003 08 01000000 A1A2 C4 A3");
        assertThat(messages)
                .containsExactly(
                        new RawMessage(0x01020304, 8, 1, Bytes.hex("A1A2A3A4A5")),
                        new RawMessage(1, 8, 1, Bytes.hex("A1A2A3")));
    }

    @Test
    @DisplayName("R-029: an extended delta is repeated where type 3 starts a message, and added again")
    void addsExtendedDeltaAgain() {
        read("04 000001 000001 08 01000000 AA");
        read("84 FFFFFF 01000000 AA");
        read("C4 01000000 AA");
        assertThat(messages).extracting(RawMessage::timestamp).containsExactly(1, 0x01000001, 0x02000001);
    }

    @Test
    @DisplayName("R-029, R-072: time is modulo 2^32")
    void timeWraps() {
        read("04 FFFFFF 000001 08 01000000 FFFFFFF0 AA");
        read("84 000020 AA");
        assertThat(messages).extracting(RawMessage::timestamp).containsExactly(-16, 16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A1", "A1A2A3A4", "01A2A3A4", "0102A3A4", "010203A4"})
    @DisplayName("IP-20: a sender that leaves the extended timestamp out of continuations is understood")
    void acceptsOmittedTimestamp(String rest) {
        reader.chunkSize(4);
        String length = String.format("%06X", 4 + rest.length() / 2);
        read("04 FFFFFF" + length + "08 01000000 01020304 B1B2B3B4 C4" + rest);
        read("04 000007 000001 08 01000000 AA");
        assertThat(messages)
                .containsExactly(
                        new RawMessage(0x01020304, 8, 1, Bytes.hex("B1B2B3B4" + rest)),
                        new RawMessage(7, 8, 1, Bytes.of(0xAA)));
    }

    @Test
    @DisplayName("IP-20: payload that begins like the timestamp, and ends the chunk, is given back byte by byte")
    void acceptsOmittedTimestampBeforeShortPayload() {
        reader.chunkSize(2);
        for (String one : "04 FFFFFF 000004 08 01000000 01020304 B1B2 C4 0102 44 000001 000001 08 AA".split(" ")) {
            read(one);
        }
        assertThat(messages)
                .containsExactly(
                        new RawMessage(0x01020304, 8, 1, Bytes.hex("B1B20102")),
                        new RawMessage(0x01020305, 8, 1, Bytes.of(0xAA)));
    }

    @Test
    @DisplayName("IP-20: whoever left the timestamp out of continuations leaves it out of new messages too")
    void expectsNoTimestampWhereItWasOmittedBefore() {
        reader.chunkSize(2);
        read("04 FFFFFF 000003 08 01000000 01000000 B1B2 C4 B3");
        read("C4 B4B5 C4 B6");
        assertThat(messages)
                .containsExactly(
                        new RawMessage(0x01000000, 8, 1, Bytes.hex("B1B2B3")),
                        new RawMessage(0x02000000, 8, 1, Bytes.hex("B4B5B6")));
    }

    @Test
    @DisplayName("IP-20, IP-27: the repeated timestamp may lack its top bit")
    void acceptsRepeatedTimestampOf31Bits() {
        reader.chunkSize(2);
        read("04 FFFFFF 000004 08 01000000 81020304 B1B2 C4 01020304 B3B4");
        assertThat(messages).containsExactly(new RawMessage(0x81020304, 8, 1, Bytes.hex("B1B2B3B4")));
    }

    @Test
    @DisplayName("R-036, IP-21: type 1 first on a chunk stream counts from 0, on message stream 0")
    void acceptsType1First() {
        read("42 000005 000006 04 0007 00000001");
        assertThat(messages).containsExactly(new RawMessage(5, 4, 0, Bytes.hex("000700000001")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"84", "C4", "C0 00", "81 00 00"})
    @DisplayName("R-036: type 2 or 3 first on a chunk stream ends the connection")
    void refusesTypes2And3First(String header) {
        assertFails(header, "starts with a type");
    }

    @Test
    @DisplayName("R-035, R-037: a new header over an unfinished message drops that one")
    void newHeaderReplacesUnfinishedMessage() {
        reader.chunkSize(2);
        read("04 000001 000004 08 01000000 A1A2");
        read("04 000002 000004 08 01000000 B1B2");
        read("44 000003 000003 08 C1C2 C4 C3");
        assertThat(messages).containsExactly(new RawMessage(5, 8, 1, Bytes.hex("C1C2C3")));
        assertThat(reader.discardedMessages()).isEqualTo(2);
        assertThat(reader.partialBytes()).isZero();
    }

    @Test
    @DisplayName("IP-26: a 24-bit delta from 800000 on is negative, unless switched off")
    void readsNegativeDeltas() {
        read("04 0003E8 000001 08 01000000 AA");
        read("84 FFFFFE AA");
        read("C4 AA");
        assertThat(reader.negativeDeltaCount()).isOne();
        reader.negativeDeltas(false);
        read("84 800000 AA");
        assertThat(messages).extracting(RawMessage::timestamp).containsExactly(1000, 998, 996, 996 + 0x800000);
        assertThat(reader.negativeDeltaCount()).isOne();
    }

    @Test
    @DisplayName("R-051: abort drops the unfinished message of its chunk stream and keeps its timestamp as base")
    void abortDropsOneMessage() {
        reader.chunkSize(2);
        read("04 00000A 000004 08 01000000 A1A2");
        read("05 00000A 000004 09 01000000 B1B2");
        reader.abort(4);
        reader.abort(4);
        reader.abort(77);
        reader.abort(0xFFFF_FFFFL);
        assertThat(reader.discardedMessages()).isOne();
        read("C5 B3B4 84 000005 C1C2 C4 C3C4");
        assertThat(messages)
                .containsExactly(
                        new RawMessage(10, 9, 1, Bytes.hex("B1B2B3B4")),
                        new RawMessage(15, 8, 1, Bytes.hex("C1C2C3C4")));
    }

    @Test
    void abortWithinAChunkSkipsTheRestOfThatChunk() {
        read("04 00000A 000004 08 01000000 A1A2");
        reader.abort(4);
        read("A3A4 84 000005 B1B2B3B4");
        assertThat(messages).containsExactly(new RawMessage(15, 8, 1, Bytes.hex("B1B2B3B4")));
    }

    @Test
    @DisplayName("R-050, R-051, IP-25: chunk size and abort act at once, from the consumer and in the same buffer")
    void controlActsOnTheNextChunk() {
        String unfinished =
                "04 000001 000083 09 01000000" + "A1".repeat(128) + "05 000001 000083 09 01000000" + "B1".repeat(128);
        String setChunkSize = "02 000000 000004 01 00000000 00000002";
        String abort = "02 000000 000002 02 00000000 0005";
        String rest = "C4 A2A3 C4 A4 45 000000 000001 09 B2";
        reader.read(Bytes.hex(unfinished + setChunkSize + abort + rest).asByteBuffer(), message -> {
            messages.add(message);
            switch (message.typeId()) {
                case 1 -> reader.chunkSize(message.body().u8(3));
                case 2 -> reader.abort(message.body().u8(1));
                default -> assertThat(message.typeId()).isEqualTo(9);
            }
        });
        assertThat(messages.subList(2, 4))
                .containsExactly(
                        new RawMessage(1, 9, 1, Bytes.hex("A1".repeat(128) + "A2A3A4")),
                        new RawMessage(1, 9, 1, Bytes.of(0xB2)));
        assertThat(reader.discardedMessages()).isOne();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    @DisplayName("R-050: a chunk size that is not positive ends the connection")
    void refusesChunkSizeZero(int size) {
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> reader.chunkSize(size));
    }

    @Test
    @DisplayName("R-050, R-030: chunk size 0x7FFFFFFF means one chunk per message")
    void acceptsLargestChunkSize() {
        reader.chunkSize(0x7FFF_FFFF);
        read("04 000001 000200 09 01000000" + "AA".repeat(512));
        assertThat(messages).extracting(message -> message.body().length()).containsExactly(512);
    }

    @Test
    void exceptionOfTheConsumerLeavesTheReaderUsable() {
        var failure = new IllegalStateException("consumer");
        ByteBuffer in = Bytes.hex("04 000001 000001 08 01000000 AA C4 BB").asByteBuffer();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> reader.read(in, message -> {
                    throw failure;
                }));
        reader.read(in, messages::add);
        assertThat(messages).containsExactly(new RawMessage(2, 8, 1, Bytes.of(0xBB)));
    }

    @Test
    @DisplayName("R-006, R-031: every truncation and every split gives what the whole gives")
    void splitsDoNotMatter() {
        byte[] bytes = Bytes.hex("04 FFFFFF 000083 09 01000000 01020304" + "A1".repeat(128) + "C4 01020304 A2A3A4"
                        + "41 2D01 000001 000000 08"
                        + "00 05 000001 000002 08 01000000 A1A2 C0 05 B1B2 80 05 FFFFFF 01000000 C1C2")
                .toByteArray();
        reader.read(ByteBuffer.wrap(bytes), messages::add);
        assertThat(messages).hasSize(5);
        for (int split = 0; split <= bytes.length; split++) {
            var inParts = new ChunkReader();
            var received = new ArrayList<RawMessage>();
            inParts.read(ByteBuffer.wrap(bytes, 0, split), received::add);
            assertThat(received).isEqualTo(messages.subList(0, received.size()));
            inParts.read(ByteBuffer.wrap(bytes, split, bytes.length - split), received::add);
            assertThat(received).isEqualTo(messages);
        }
        var oneByOne = new ArrayList<RawMessage>();
        var fresh = new ChunkReader();
        for (byte b : bytes) {
            fresh.read(ByteBuffer.wrap(new byte[] {b}), oneByOne::add);
        }
        assertThat(oneByOne).isEqualTo(messages);
    }

    private void assertFails(String hex, String text) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> read(hex))
                .withMessageContaining(text)
                .satisfies(e -> assertThat(e.scope()).isEqualTo(ProtocolException.Scope.CONNECTION));
    }

    private void read(String hex) {
        ByteBuffer in = Bytes.hex(hex).asByteBuffer();
        reader.read(in, messages::add);
        assertThat(in.hasRemaining()).isFalse();
    }
}
