package io.millrace.client.inspect;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes capture files of one TCP connection, in all forms that are read. */
final class CaptureWriter {
    static final int SYN = 2;
    static final int ACK = 16;
    static final int FIN = 17;

    /** A TCP segment on its way into a file. */
    record Frame(Direction direction, int sequence, int acknowledgement, int flags, Bytes payload) {}

    private final List<Frame> frames = new ArrayList<>();
    private final int[] sequence = {-500, 7000}; // one wraps on the way
    private int clientPort = 50_000;
    private int serverPort = 1935;

    CaptureWriter clientPort(int port) {
        clientPort = port;
        return this;
    }

    CaptureWriter serverPort(int port) {
        serverPort = port;
        return this;
    }

    /** SYN of the client, and that of the server. */
    CaptureWriter open() {
        for (Direction direction : Direction.values()) {
            frames.add(new Frame(
                    direction, sequence[direction.ordinal()]++, 0, SYN + ACK * direction.ordinal(), Bytes.EMPTY));
        }
        return this;
    }

    /** The bytes of a session, in segments of at most that many bytes. */
    CaptureWriter session(Session session, int segment) {
        session.pieces().forEach(piece -> send(piece.direction(), piece.bytes(), segment));
        return this;
    }

    CaptureWriter send(Direction direction, Bytes bytes, int segment) {
        int own = direction.ordinal();
        for (int at = 0; at < bytes.length(); at += segment) {
            Bytes payload = bytes.slice(at, Math.min(segment, bytes.length() - at));
            frames.add(new Frame(direction, sequence[own], sequence[1 - own], ACK, payload));
            sequence[own] += payload.length();
        }
        return this;
    }

    CaptureWriter close() {
        for (Direction direction : Direction.values()) {
            frames.add(new Frame(direction, sequence[direction.ordinal()]++, 0, FIN, Bytes.EMPTY));
        }
        return this;
    }

    List<Frame> frames() {
        return frames;
    }

    // ---- packets ----

    private Bytes tcp(Frame frame) {
        boolean up = frame.direction() == Direction.TO_SERVER;
        return new ByteWriter()
                .u16(up ? clientPort : serverPort)
                .u16(up ? serverPort : clientPort)
                .u32(frame.sequence())
                .u32(frame.acknowledgement())
                .u8(8 << 4) // with 12 bytes of options
                .u8(frame.flags())
                .u16(65_535)
                .u32(0)
                .bytes(new byte[12])
                .bytes(frame.payload())
                .toBytes();
    }

    Bytes ipv4(Frame frame) {
        Bytes tcp = tcp(frame);
        boolean up = frame.direction() == Direction.TO_SERVER;
        return new ByteWriter()
                .u8(0x45)
                .u8(0)
                .u16(20 + tcp.length())
                .u32(0)
                .u8(64)
                .u8(6)
                .u16(0)
                .u32(up ? 0x0A00_0001L : 0x0A00_0002L)
                .u32(up ? 0x0A00_0002L : 0x0A00_0001L)
                .bytes(tcp)
                .toBytes();
    }

    Bytes ipv6(Frame frame) {
        Bytes tcp = tcp(frame);
        int up = frame.direction() == Direction.TO_SERVER ? 1 : 2;
        return new ByteWriter()
                .u32(0x6000_0000L)
                .u16(8 + tcp.length())
                .u8(60) // destination options before it
                .u8(64)
                .i64(0xFD00_0000_0000_0000L)
                .i64(up)
                .i64(0xFD00_0000_0000_0000L)
                .i64(3 - up)
                .u8(6)
                .u8(0)
                .bytes(new byte[6])
                .bytes(tcp)
                .toBytes();
    }

    /** In the form of a link layer, by its LINKTYPE number. */
    Bytes linked(int linkType, Frame frame) {
        var out = new ByteWriter();
        switch (linkType) {
            case 1 -> out.bytes(new byte[12]).u16(0x8100).u16(5).u16(0x0800).bytes(ipv4(frame)); // in a VLAN
            case 113 -> out.bytes(new byte[14]).u16(0x0800).bytes(ipv4(frame));
            case 276 -> out.u16(0x86DD).bytes(new byte[18]).bytes(ipv6(frame));
            case 0 -> out.u32(0x1E00_0000L).bytes(ipv6(frame));
            default -> out.bytes(ipv4(frame));
        }
        return out.toBytes();
    }

    // ---- files ----

    /** The first packet at second 1, each a millisecond after the one before. */
    byte[] pcap(int linkType, ByteOrder order, boolean nanos) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(24)
                .order(order)
                .putInt(nanos ? 0xA1B23C4D : 0xA1B2C3D4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(262_144)
                .putInt(linkType)
                .array());
        for (int i = 0; i < frames.size(); i++) {
            byte[] packet = linked(linkType, frames.get(i)).toByteArray();
            out.writeBytes(ByteBuffer.allocate(16)
                    .order(order)
                    .putInt(1 + i / 1000)
                    .putInt(i % 1000 * (nanos ? 1_000_000 : 1000))
                    .putInt(packet.length)
                    .putInt(packet.length)
                    .array());
            out.writeBytes(packet);
        }
        return out.toByteArray();
    }

    byte[] pcapng(int linkType, ByteOrder order) {
        var out = new ByteArrayOutputStream();
        block(
                0x0A0D0D0A,
                order,
                ByteBuffer.allocate(16)
                        .order(order)
                        .putInt(0x1A2B3C4D)
                        .putInt(1)
                        .putLong(-1),
                out);
        ByteBuffer description = ByteBuffer.allocate(16).order(order);
        description.putShort((short) linkType).putShort((short) 0).putInt(0);
        description.putShort((short) 9).putShort((short) 1).put((byte) 9); // if_tsresol: nanoseconds
        block(1, order, description.position(16), out);
        block(
                5,
                order,
                ByteBuffer.wrap("statistics are skipped..".getBytes(StandardCharsets.US_ASCII))
                        .position(24),
                out);
        for (int i = 0; i < frames.size(); i++) {
            byte[] packet = linked(linkType, frames.get(i)).toByteArray();
            long nanos = 1_000_000_000L + i * 1_000_000L;
            ByteBuffer body =
                    ByteBuffer.allocate(20 + (packet.length + 3) / 4 * 4).order(order);
            body.putInt(0)
                    .putInt((int) (nanos >> 32))
                    .putInt((int) nanos)
                    .putInt(packet.length)
                    .putInt(packet.length);
            block(6, order, body.put(packet).position(body.limit()), out);
        }
        return out.toByteArray();
    }

    private static void block(int type, ByteOrder order, ByteBuffer body, ByteArrayOutputStream out) {
        int length = body.position() + 12;
        out.writeBytes(
                ByteBuffer.allocate(8).order(order).putInt(type).putInt(length).array());
        out.write(body.array(), 0, body.position());
        out.writeBytes(ByteBuffer.allocate(4).order(order).putInt(length).array());
    }
}
