package io.millrace.cli;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The addresses under which this machine can be reached, loopback first. */
final class LocalAddresses {
    private LocalAddresses() {}

    /** Never empty. Addresses that need a scope to be used, link-local ones, are left out. */
    static List<InetAddress> find() {
        Stream<InetAddress> others;
        try {
            others = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)));
        } catch (SocketException e) {
            others = Stream.empty(); // only a convenience: the server listens all the same
        }
        return Stream.concat(Stream.of(InetAddress.getLoopbackAddress()), others)
                .toList();
    }
}
