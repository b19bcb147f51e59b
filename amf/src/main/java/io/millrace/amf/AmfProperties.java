package io.millrace.amf;

import java.util.List;

/** Named values in the order they came, duplicates kept; lookup takes the last of a name [A0-06]. */
public record AmfProperties(List<Entry> entries) {
    public AmfProperties {
        entries = List.copyOf(entries);
    }

    public record Entry(String name, AmfValue value) {}
}
