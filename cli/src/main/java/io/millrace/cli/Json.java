package io.millrace.cli;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reports, which are records, as JSON for programs: the names of their components, in their order. */
final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    static String of(Object report) {
        return MAPPER.writeValueAsString(report);
    }
}
