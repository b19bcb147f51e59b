package io.millrace.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.hub.Hub;
import io.millrace.hub.HubSettings;
import io.millrace.server.activity.ServerEvent;
import io.millrace.server.activity.Sessions;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.http.Access;
import io.millrace.server.viewing.PlayerCounts;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code openapi.json} says what the code does, no more and no less. */
final class OpenApiTest {
    private static final JsonNode DOCUMENT =
            ApiScene.JSON.readTree(OpenApi.document().toByteArray());
    private static final JsonNode SCHEMAS = DOCUMENT.get("components").get("schemas");
    private static final String REF = "#/components/schemas/";

    /** What is there beside the endpoints: a stream of events. */
    private static final String EVENTS = "GET " + ApiService.EVENTS;

    @Test
    void allThatCanBeAskedForIsDescribedAndNothingElse() {
        var described = new TreeSet<String>();
        DOCUMENT.get("paths")
                .forEachEntry((path, operations) -> operations
                        .propertyNames()
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        var done = new TreeSet<String>();
        endpoints().forEach(endpoint -> done.add(endpoint.method() + " " + pathOf(endpoint)));
        done.add(EVENTS);
        assertThat(described).isEqualTo(done);
        assertThat(DOCUMENT.get("servers").get(0).get("url").asString()).isEqualTo(ApiService.ROOT);
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void operationIsDescribedAsItIs(Endpoint endpoint) {
        JsonNode operation = DOCUMENT.get("paths")
                .get(pathOf(endpoint))
                .get(endpoint.method().toLowerCase(Locale.ROOT));
        assertThat(parameters(operation, "query")).isEqualTo(new TreeSet<>(endpoint.parameters()));
        parameters(operation, "path")
                .forEach(name -> assertThat(pathOf(endpoint)).contains("{" + name + "}"));
        assertThat(referred(operation.path("requestBody")))
                .isEqualTo(
                        endpoint.request() == Void.class
                                ? ""
                                : endpoint.request().getSimpleName());
        boolean empty = endpoint.response() == Void.class;
        assertThat(operation.get("responses").has("204")).isEqualTo(empty);
        if (endpoint.response().isRecord()) {
            assertThat(referred(operation.get("responses").get("200")))
                    .isEqualTo(endpoint.response().getSimpleName());
        }
        assertThat(operation.get("responses").has("404"))
                .as("what has a name may be missing")
                .isEqualTo(endpoint.path().contains("{"));
        assertThat(operation.get("summary").asString()).isNotBlank();
    }

    @Test
    void schemasAreThoseOfTheRecords() {
        Map<String, JsonNode> expected = new TreeMap<>();
        endpoints().forEach(endpoint -> {
            add(endpoint.request(), expected);
            add(endpoint.response(), expected);
        });
        add(FiguresView.class, expected);
        add(EventStreams.ReadyView.class, expected);
        for (Class<?> event : ServerEvent.class.getPermittedSubclasses()) {
            add(event, expected);
            ObjectNode schema = (ObjectNode) expected.get(event.getSimpleName());
            schema.withObject("properties").set("at", schemaOf(Instant.class));
            schema.withArray("required").add("at");
        }
        Map<String, JsonNode> described = new TreeMap<>();
        SCHEMAS.forEachEntry((name, schema) -> {
            if (!name.equals("Problem")) { // which no record is
                described.put(name, schema);
            }
        });
        assertThat(described.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, schema) ->
                assertThat(comparable(described.get(name))).as(name).isEqualTo(comparable(schema)));
    }

    @Test
    void eachEventIsNamedWhereItIsTold() {
        JsonNode stream = DOCUMENT.get("paths")
                .get(ApiService.EVENTS)
                .get("get")
                .get("responses")
                .get("200");
        var named = new TreeSet<String>();
        stream.findValues("$ref").forEach(ref -> named.add(ref.asString().substring(REF.length())));
        var expected = new TreeSet<>(List.of("ReadyView", "FiguresView"));
        Stream.of(ServerEvent.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .forEach(expected::add);
        assertThat(named).isEqualTo(expected);
    }

    @Test
    void whatARunningServerAnswersIsAsDescribed() throws Exception {
        try (var scene = ApiScene.start()) {
            scene.publisher("cam");
            for (Endpoint endpoint : endpoints()) {
                if (endpoint.method().equals("GET") && endpoint.response().isRecord()) {
                    JsonNode sessions = scene.get("/sessions").get("sessions");
                    String path = endpoint.path()
                            .replace("{path...}", "live/cam")
                            .replace("{id}", sessions.get(0).get("id").asString());
                    check(scene.get(path), refTo(endpoint.response()), path);
                }
            }
            check(scene.post("/reconnect", "{\"all\": true}").body(), OutcomeView.class.getSimpleName());
            check(scene.post("/drain", "{}").body(), OutcomeView.class.getSimpleName());
            check(scene.send("GET", "/streams/none", "").body(), "Problem");
        }
    }

    // ---- schemas of records ----

    static List<Endpoint> endpoints() {
        ServerConfig config = ServerConfig.defaults();
        try (var service = new ApiService(
                config,
                new Hub(HubSettings.defaults()),
                new Sessions(event -> {}),
                new PlayerCounts(config),
                new EventLog(),
                new NoRecordings(),
                new Access(config),
                Runnable::run)) {
            return service.endpoints();
        }
    }

    private static String pathOf(Endpoint endpoint) {
        return endpoint.path().replace("...}", "}");
    }

    private static TreeSet<String> parameters(JsonNode operation, String in) {
        var names = new TreeSet<String>();
        for (JsonNode parameter : operation.path("parameters")) {
            String ref = parameter.path("$ref").asString("");
            JsonNode full = ref.isEmpty() ? parameter : DOCUMENT.at(ref.substring(1));
            if (full.get("in").asString().equals(in)) {
                names.add(full.get("name").asString());
            }
        }
        return names;
    }

    private static String referred(JsonNode content) {
        return content.at("/content/application~1json/schema/$ref").asString("").replace(REF, "");
    }

    /** That record, and those that it is made of. */
    private static void add(Type type, Map<String, JsonNode> schemas) {
        if (type instanceof ParameterizedType generic) {
            Stream.of(generic.getActualTypeArguments()).forEach(argument -> add(argument, schemas));
        } else if (type instanceof Class<?> record
                && record.isRecord()
                && !schemas.containsKey(record.getSimpleName())) {
            ObjectNode schema = ApiScene.JSON.createObjectNode().put("type", "object");
            schema.put("additionalProperties", false);
            schemas.put(record.getSimpleName(), schema);
            for (RecordComponent component : record.getRecordComponents()) {
                schema.withObject("properties").set(component.getName(), schemaOf(component.getGenericType()));
                if (component.getType() != Optional.class) {
                    schema.withArray("required").add(component.getName());
                }
                add(component.getGenericType(), schemas);
            }
        }
    }

    private static JsonNode schemaOf(Type type) {
        ObjectNode schema = ApiScene.JSON.createObjectNode();
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (generic.getRawType() == List.class) {
                return schema.put("type", "array").set("items", schemaOf(last));
            } else if (generic.getRawType() == Map.class) {
                return schema.put("type", "object").set("additionalProperties", schemaOf(last));
            }
            return schemaOf(last);
        } else if (type == int.class || type == Integer.class) {
            return schema.put("type", "integer").put("format", "int32");
        } else if (type == long.class || type == Long.class) {
            return schema.put("type", "integer").put("format", "int64");
        } else if (type == double.class) {
            return schema.put("type", "number");
        } else if (type == boolean.class || type == Boolean.class) {
            return schema.put("type", "boolean");
        } else if (type == String.class) {
            return schema.put("type", "string");
        } else if (type == Instant.class) {
            return schema.put("type", "string").put("format", "date-time");
        }
        return schema.put("$ref", refTo((Class<?>) type));
    }

    private static String refTo(Class<?> record) {
        return REF + record.getSimpleName();
    }

    /** Without words for people, and in one order. */
    private static Object comparable(JsonNode schema) {
        if (schema.isArray()) {
            return new TreeSet<>(schema.valueStream().map(JsonNode::asString).toList());
        } else if (!schema.isObject()) {
            return schema;
        }
        Map<String, Object> properties = new TreeMap<>();
        schema.forEachEntry((name, value) -> {
            if (!name.equals("description") || value.isObject()) {
                properties.put(name, comparable(value));
            }
        });
        return properties;
    }

    // ---- answers ----

    private static void check(String answer, String schema) {
        check(ApiScene.JSON.readTree(answer), REF + schema, schema);
    }

    private static void check(JsonNode value, String ref, String where) {
        check(value, DOCUMENT.at(ref.substring(1)), where);
    }

    private static void check(JsonNode value, JsonNode schema, String where) {
        if (schema.has("$ref")) {
            check(value, schema.get("$ref").asString(), where);
            return;
        }
        switch (schema.get("type").asString()) {
            case "object" -> {
                assertThat(value.isObject()).as(where).isTrue();
                schema.path("required")
                        .forEach(name -> assertThat(value.has(name.asString()))
                                .as(where + "." + name)
                                .isTrue());
                value.forEachEntry((name, property) -> {
                    JsonNode known = schema.path("properties").path(name);
                    JsonNode any = schema.path("additionalProperties");
                    assertThat(known.isObject() || any.isObject())
                            .as(where + "." + name)
                            .isTrue();
                    check(property, known.isObject() ? known : any, where + "." + name);
                });
            }
            case "array" -> {
                assertThat(value.isArray()).as(where).isTrue();
                value.forEach(element -> check(element, schema.get("items"), where + "[]"));
            }
            case "integer" -> assertThat(value.isIntegralNumber()).as(where).isTrue();
            case "number" -> assertThat(value.isNumber()).as(where).isTrue();
            case "boolean" -> assertThat(value.isBoolean()).as(where).isTrue();
            default -> {
                assertThat(value.isString()).as(where).isTrue();
                if (schema.path("format").asString("").equals("date-time")) {
                    assertThat(Instant.parse(value.asString())).as(where).isNotNull();
                }
            }
        }
    }
}
