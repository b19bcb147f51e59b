package io.millrace.client.inspect;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.Bytes;
import io.millrace.bytes.TruncatedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * A TCP segment of a captured packet.
 *
 * @param micros when it was captured
 * @param sequence its sequence number, as sent
 * @param acknowledgement meaningful with the ACK flag only
 * @param payload what was captured of it
 * @param length bytes of payload that it had
 */
record TcpSegment(
        long micros,
        InetSocketAddress from,
        InetSocketAddress to,
        int sequence,
        int acknowledgement,
        int flags,
        Bytes payload,
        int length) {

    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;

    // LINKTYPE numbers.
    private static final int NULL = 0;
    private static final int ETHERNET = 1;
    private static final int LOOP = 108;
    private static final int LINUX_COOKED = 113;
    private static final int LINUX_COOKED_2 = 276;
    private static final int RAW = 101; // and on BSD 12 or 14
    private static final int RAW_IPV4 = 228;
    private static final int RAW_IPV6 = 229;

    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;
    private static final int VLAN = 0x8100;
    private static final int SERVICE_VLAN = 0x88A8;
    private static final int TCP = 6;

    boolean fin() {
        return (flags & FIN) != 0;
    }

    boolean syn() {
        return (flags & SYN) != 0;
    }

    boolean rst() {
        return (flags & RST) != 0;
    }

    boolean ack() {
        return (flags & ACK) != 0;
    }

    /** The segment in a packet; null if it holds none, a fragment of one, or too little of its headers. */
    static @Nullable TcpSegment of(CaptureFile.Packet packet) {
        ByteReader in = packet.bytes().reader();
        try {
            return switch (link(packet.linkType(), in)) {
                case IPV4 -> ipv4(packet.micros(), in);
                case IPV6 -> ipv6(packet.micros(), in);
                default -> null;
            };
        } catch (TruncatedException e) {
            return null;
        }
    }

    /** The EtherType of what follows; 0 if it is none of ours. */
    private static int link(int linkType, ByteReader in) {
        return switch (linkType) {
            case ETHERNET -> {
                in.skip(12);
                int type = in.u16();
                while (type == VLAN || type == SERVICE_VLAN) {
                    in.skip(2);
                    type = in.u16();
                }
                yield type;
            }
            case LINUX_COOKED -> {
                in.skip(14);
                yield in.u16();
            }
            case LINUX_COOKED_2 -> {
                int type = in.u16();
                in.skip(18);
                yield type;
            }
            case NULL, LOOP -> {
                in.skip(4); // an address family, with another number for IPv6 on each system
                yield version(in);
            }
            case 12, 14, RAW, RAW_IPV4, RAW_IPV6 -> version(in);
            default -> 0;
        };
    }

    private static int version(ByteReader in) {
        return switch (in.peekU8() >> 4) {
            case 4 -> IPV4;
            case 6 -> IPV6;
            default -> 0;
        };
    }

    private static @Nullable TcpSegment ipv4(long micros, ByteReader in) {
        int headerLength = (in.u8() & 0x0F) * 4;
        in.skip(1);
        int total = in.u16();
        in.skip(2);
        boolean fragment = (in.u16() & 0x3FFF) != 0;
        in.skip(1);
        int protocol = in.u8();
        in.skip(2);
        Bytes from = in.bytes(4);
        Bytes to = in.bytes(4);
        in.skip(headerLength - 20);
        // 0 where the network card was to cut it.
        int length = total == 0 ? in.remaining() : total - headerLength;
        return fragment || protocol != TCP ? null : tcp(micros, from, to, length, in);
    }

    private static @Nullable TcpSegment ipv6(long micros, ByteReader in) {
        in.skip(4);
        int length = in.u16();
        int next = in.u8();
        in.skip(1);
        Bytes from = in.bytes(16);
        Bytes to = in.bytes(16);
        length = length == 0 ? in.remaining() : length;
        while (next == 0 || next == 43 || next == 60) { // hop-by-hop options, routing, destination options
            next = in.u8();
            int more = 8 * in.u8() + 6;
            in.skip(more);
            length -= more + 2;
        }
        return next == TCP ? tcp(micros, from, to, length, in) : null;
    }

    private static @Nullable TcpSegment tcp(long micros, Bytes from, Bytes to, int length, ByteReader in) {
        int fromPort = in.u16();
        int toPort = in.u16();
        int sequence = in.i32();
        int acknowledgement = in.i32();
        int headerLength = (in.u8() >> 4) * 4;
        int flags = in.u8();
        in.skip(headerLength - 14);
        int payload = length - headerLength;
        if (payload < 0) {
            return null;
        }
        return new TcpSegment(
                micros,
                address(from, fromPort),
                address(to, toPort),
                sequence,
                acknowledgement,
                flags,
                in.bytes(Math.min(payload, in.remaining())),
                payload);
    }

    private static InetSocketAddress address(Bytes address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address.toByteArray()), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes", e);
        }
    }
}
