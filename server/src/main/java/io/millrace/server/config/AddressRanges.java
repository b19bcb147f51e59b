package io.millrace.server.config;

import io.millrace.transport.AddressRange;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Some IP addresses; none if the list is empty. */
public record AddressRanges(List<AddressRange> ranges) {
    public AddressRanges {
        ranges = List.copyOf(ranges);
    }

    /** @throws IllegalArgumentException if one of them is none */
    static AddressRanges parse(String text) {
        return new AddressRanges(Arrays.stream(text.split(",", -1))
                .filter(part -> !part.isBlank())
                .map(AddressRange::parse)
                .toList());
    }

    @Override
    public String toString() {
        return ranges.stream().map(AddressRange::toString).collect(Collectors.joining(", "));
    }
}
