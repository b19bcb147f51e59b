package io.millrace.client.inspect;

import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFileException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The packets of a capture file, pcap or pcapng, in either byte order. One at a time in memory. For one thread. */
final class CaptureFile {
    private static final int PCAP_MICROS = 0xA1B2C3D4;
    private static final int PCAP_NANOS = 0xA1B23C4D;
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int INTERFACE = 1;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;
    private static final int RESOLUTION_OPTION = 9;

    /** Longer than any packet is: a length beyond it is a damaged file. */
    private static final int MAX_PACKET = 1 << 20;

    private static final int MAX_INTERFACES = 1024;

    /**
     * A packet as it was captured.
     *
     * @param linkType how its link layer frames it, a LINKTYPE number
     * @param micros since 1970
     */
    record Packet(int linkType, long micros, Bytes bytes) {}

    /** An interface of pcapng, with how many units of its time a second has. */
    private record Interface(int linkType, long unitsPerSecond) {}

    private final InputStream in;
    private final List<Interface> interfaces = new ArrayList<>();
    private final boolean blocks;
    private ByteOrder order = ByteOrder.BIG_ENDIAN;
    private boolean cutShort;
    private long lastMicros;

    /**
     * Reads its header.
     *
     * @throws MediaFileException if it is neither pcap nor pcapng
     */
    CaptureFile(InputStream in) throws IOException {
        this.in = in;
        byte[] start = in.readNBytes(4);
        int magic = start.length < 4 ? 0 : ByteBuffer.wrap(start).getInt();
        blocks = magic == SECTION_HEADER;
        try {
            readHeader(magic);
        } catch (EOFException e) {
            throw damaged("a capture that ends within its header");
        }
    }

    private void readHeader(int magic) throws IOException {
        if (blocks) {
            section();
        } else if (!pcap(magic)) {
            order = ByteOrder.LITTLE_ENDIAN;
            if (!pcap(Integer.reverseBytes(magic))) {
                throw damaged("neither a pcap nor a pcapng file");
            }
        }
    }

    private boolean pcap(int magic) throws IOException {
        if (magic != PCAP_MICROS && magic != PCAP_NANOS) {
            return false;
        }
        int linkType = fields(20).getInt(16) & 0xFFFF;
        interfaces.add(new Interface(linkType, magic == PCAP_MICROS ? 1_000_000L : 1_000_000_000L));
        return true;
    }

    /** Whether the file ended inside a packet. */
    boolean isCutShort() {
        return cutShort;
    }

    /**
     * The next one; null at the end.
     *
     * @throws MediaFileException if what follows can be no packet
     */
    @Nullable
    Packet next() throws IOException {
        try {
            return blocks ? nextBlock() : nextRecord();
        } catch (EOFException e) {
            cutShort = true;
            return null;
        }
    }

    private @Nullable Packet nextRecord() throws IOException {
        byte[] start = in.readNBytes(16);
        if (start.length == 0) {
            return null;
        }
        if (start.length < 16) {
            throw new EOFException();
        }
        ByteBuffer header = ByteBuffer.wrap(start).order(order);
        Interface only = interfaces.getFirst();
        long fraction = Integer.toUnsignedLong(header.getInt(4)) * 1_000_000L / only.unitsPerSecond();
        long micros = Integer.toUnsignedLong(header.getInt(0)) * 1_000_000L + fraction;
        return new Packet(only.linkType(), micros, bytes(header.getInt(8)));
    }

    private @Nullable Packet nextBlock() throws IOException {
        while (true) {
            byte[] start = in.readNBytes(4);
            if (start.length == 0) {
                return null;
            }
            if (start.length < 4) {
                throw new EOFException();
            }
            int type = ByteBuffer.wrap(start).order(order).getInt();
            if (type == SECTION_HEADER) {
                section();
                continue;
            }
            int length = fields(4).getInt();
            if (length < 12 || length % 4 != 0) {
                throw damaged("a block of " + Integer.toUnsignedString(length) + " bytes");
            }
            ByteBuffer body = bytes(length - 12).asByteBuffer().order(order);
            fields(4);
            Packet packet = packet(type, body);
            if (packet != null) {
                return packet;
            }
        }
    }

    /** The number that begins it reads the same in both orders; the next tells which it is. */
    private void section() throws IOException {
        byte[] start = bytes(8).toByteArray();
        order = ByteBuffer.wrap(start).getInt(4) == BYTE_ORDER_MAGIC ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer header = ByteBuffer.wrap(start).order(order);
        if (header.getInt(4) != BYTE_ORDER_MAGIC) {
            throw damaged("a section without byte order");
        }
        bytes(header.getInt(0) - 12);
        interfaces.clear();
    }

    private @Nullable Packet packet(int type, ByteBuffer body) throws IOException {
        return switch (type) {
            case INTERFACE -> {
                need(body, 8);
                if (interfaces.size() == MAX_INTERFACES) {
                    throw damaged("more than " + MAX_INTERFACES + " interfaces");
                }
                interfaces.add(new Interface(body.getShort(0) & 0xFFFF, unitsPerSecond(body.position(8))));
                yield null;
            }
            case ENHANCED_PACKET -> {
                need(body, 20);
                Interface from = interfaceOf(body.getInt(0));
                long time = (long) body.getInt(4) << 32 | Integer.toUnsignedLong(body.getInt(8));
                lastMicros = micros(time, from.unitsPerSecond());
                yield new Packet(from.linkType(), lastMicros, slice(body, 20, body.getInt(12)));
            }
            case SIMPLE_PACKET -> {
                need(body, 4);
                int length = Integer.compareUnsigned(body.getInt(0), body.limit() - 4) < 0
                        ? body.getInt(0)
                        : body.limit() - 4;
                yield new Packet(interfaceOf(0).linkType(), lastMicros, slice(body, 4, length));
            }
            default -> null;
        };
    }

    private Interface interfaceOf(int index) throws IOException {
        if (index < 0 || index >= interfaces.size()) {
            throw damaged("a packet of interface " + Integer.toUnsignedString(index) + ", which is not there");
        }
        return interfaces.get(index);
    }

    /** Options are pairs of a number and a length, padded to 32 bits. */
    private static long unitsPerSecond(ByteBuffer options) {
        while (options.remaining() >= 4) {
            int code = options.getShort() & 0xFFFF;
            int length = options.getShort() & 0xFFFF;
            if (code == RESOLUTION_OPTION && length == 1 && options.hasRemaining()) {
                int resolution = options.get(options.position()) & 0xFF;
                boolean binary = resolution >= 0x80;
                int exponent = Math.min(resolution & 0x7F, binary ? 62 : 18);
                return binary ? 1L << exponent : (long) Math.pow(10, exponent);
            }
            options.position(Math.min(options.limit(), options.position() + (length + 3) / 4 * 4));
        }
        return 1_000_000;
    }

    private static long micros(long time, long unitsPerSecond) {
        long seconds = Long.divideUnsigned(time, unitsPerSecond);
        long rest = Long.remainderUnsigned(time, unitsPerSecond);
        return seconds * 1_000_000L + (long) (rest * 1e6 / unitsPerSecond);
    }

    private static void need(ByteBuffer body, int count) throws IOException {
        if (body.limit() < count) {
            throw damaged("a block of " + body.limit() + " bytes (expected: >= " + count + ")");
        }
    }

    private static Bytes slice(ByteBuffer body, int from, int length) throws IOException {
        if (length < 0 || length > body.limit() - from) {
            throw damaged("a packet longer than its block");
        }
        byte[] bytes = new byte[length];
        body.get(from, bytes);
        return Bytes.wrap(bytes);
    }

    private ByteBuffer fields(int count) throws IOException {
        return ByteBuffer.wrap(bytes(count).toByteArray()).order(order);
    }

    private Bytes bytes(int count) throws IOException {
        if (count < 0 || count > MAX_PACKET) {
            throw damaged("a packet of " + Integer.toUnsignedString(count) + " bytes (limit: " + MAX_PACKET + ")");
        }
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the file ends early");
        }
        return Bytes.wrap(bytes);
    }

    private static MediaFileException damaged(String what) {
        return new MediaFileException(MediaFileException.Cause.STRUCTURE, what);
    }
}
