package io.millrace.server.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.bytes.Bytes;
import java.time.Instant;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/**
 * Records as JSON and back. What is not there is left out; what comes in must be what is asked for and nothing else. Loaded with
 * the first request, since it takes a while.
 */
final class Json {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_DETAIL = 200;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual, textual -> {
                textual.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                textual.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                textual.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
            })
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
            .build();

    private Json() {}

    /** Of what is JSON already: that. */
    static Bytes of(Object view) {
        return view instanceof Bytes json ? json : Bytes.wrap(MAPPER.writeValueAsBytes(view));
    }

    /** The same with the time of it in front. */
    static Bytes of(Object view, Instant at) {
        ObjectNode timed = MAPPER.createObjectNode().put("at", at.toString());
        timed.setAll((ObjectNode) MAPPER.valueToTree(view));
        return Bytes.wrap(MAPPER.writeValueAsBytes(timed));
    }

    /**
     * What a client has sent.
     *
     * @throws ApiException if it is no JSON, or not that of such a record
     */
    static <T> T read(Bytes body, Class<T> type) {
        try {
            T value = MAPPER.readValue(body.toByteArray(), type);
            if (value == null) {
                throw new ApiException(400, "The body must be an object.");
            }
            return value;
        } catch (JacksonException e) {
            String what = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
            String where =
                    e instanceof DatabindException wrong && !wrong.getPath().isEmpty()
                            ? wrong.getPath().getLast().getPropertyName() + ": "
                            : "";
            throw new ApiException(400, "The body is not what is asked for: " + where + cut(what));
        }
    }

    /** Names of classes and of settings of the mapper are ours alone. */
    private static String cut(String text) {
        String first = text.split(" \\((class|for Object|through|but|bound)|: not allowed as per", 2)[0].replaceAll(
                "`[\\w.$<>]*\\.(\\w+)>?`", "$1");
        return first.substring(0, Math.min(first.length(), MAX_DETAIL)).strip();
    }
}
