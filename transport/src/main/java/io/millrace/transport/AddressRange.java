package io.millrace.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * IP addresses that begin with the same bits.
 *
 * @param address IPv4 or IPv6
 * @param bits that count, from the first
 */
public record AddressRange(InetAddress address, int bits) {
    /** Only digits and colons: a name would be looked up. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /** @throws IllegalArgumentException if there are not so many bits */
    public AddressRange {
        if (bits < 0 || bits > address.getAddress().length * 8) {
            throw new IllegalArgumentException(bits + " bits of " + address.getHostAddress());
        }
    }

    /**
     * As people write it: {@code 10.0.0.0/8}, {@code ::1}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static AddressRange parse(String text) {
        String[] parts = text.strip().split("/", 2);
        try {
            if (!isAddress(parts[0])) {
                throw new IllegalArgumentException("no IP address");
            }
            InetAddress address = InetAddress.getByName(parts[0]);
            int all = address.getAddress().length * 8;
            return new AddressRange(address, parts.length == 1 ? all : Integer.parseInt(parts[1]));
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' (expected: an IP address, or ADDRESS/BITS)", e);
        }
    }

    /** Whether it is written as an address, and no name. */
    static boolean isAddress(String text) {
        return LITERAL.matcher(text).matches();
    }

    public boolean contains(InetAddress other) {
        byte[] own = address.getAddress();
        byte[] its = other.getAddress();
        if (own.length != its.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((own[bit / 8] ^ its[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + bits;
    }
}
