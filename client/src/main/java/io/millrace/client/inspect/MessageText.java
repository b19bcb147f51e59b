package io.millrace.client.inspect;

import io.millrace.amf.AmfValue;
import io.millrace.rtmp.sharedobject.SharedObjectEvent;
import io.millrace.rtmp.sharedobject.SharedObjectMessage;
import java.util.ArrayList;
import java.util.List;

/** What a message says, as title and fields. */
final class MessageText {
    private static final String[] LIMITS = {"Hard", "Soft", "Dynamic"};

    private MessageText() {}

    /** The type of the message, and for those with a name that name. */
    static String title(WireMessage message, Decoded decoded) {
        String type = MessageType.name(message.typeId());
        return switch (decoded.content()) {
            case Content.UserEvent event -> MessageType.eventName(event.type());
            case Content.Media(MediaTag tag) -> MediaText.title(tag);
            default -> type;
        };
    }

    /** Where it came from and what it says. */
    static Fields fields(WireMessage message, Decoded decoded) {
        Fields fields = new Fields()
                .put("csid", message.csid())
                .put("streamId", message.streamId())
                .put("timestamp", message.timestamp());
        if (message.format() != 0) {
            fields.put("delta", message.delta());
        }
        fields.put("length", message.length());
        content(message, decoded, fields);
        if (!decoded.unexplained().isEmpty()) {
            fields.put("unexplained", decoded.unexplained());
        }
        return fields;
    }

    private static void content(WireMessage message, Decoded decoded, Fields fields) {
        switch (decoded.content()) {
            case Content.Control control -> control(message.typeId(), control, fields);
            case Content.UserEvent event -> userEvent(message, event, fields);
            case Content.Values values -> values(message.typeId(), values.values(), fields);
            case Content.Shared(SharedObjectMessage shared) -> sharedObject(shared, fields);
            case Content.Media(MediaTag tag) -> fields.addAll(MediaText.fields(tag));
            case Content.Parts(List<WireMessage> parts) -> parts(parts, fields);
            case Content.Unknown() -> {}
        }
    }

    private static void control(int typeId, Content.Control control, Fields fields) {
        switch (typeId) {
            case MessageType.SET_CHUNK_SIZE -> fields.put("chunkSize", control.value() & 0x7FFF_FFFF);
            case MessageType.ABORT -> fields.put("abortedCsid", control.value());
            case MessageType.ACKNOWLEDGEMENT -> fields.put("sequenceNumber", control.value());
            default -> fields.put("windowSize", control.value());
        }
        if (control.limit() >= 0) {
            boolean known = control.limit() < LIMITS.length;
            fields.word("limitType", known ? LIMITS[control.limit()] : "unknown " + control.limit());
        }
    }

    private static void userEvent(WireMessage message, Content.UserEvent event, Fields fields) {
        boolean ping = event.type() == MessageType.PING_REQUEST || event.type() == MessageType.PING_RESPONSE;
        if (event.first() >= 0) {
            fields.put(ping ? "time" : "ofStream", event.first());
        }
        if (event.second() >= 0) {
            fields.put("bufferMillis", event.second());
        }
        if (event.first() < 0 && message.isWhole() && message.length() >= 2) {
            fields.put("eventType", event.type());
            if (message.length() > 2 && event.type() >= 26 && event.type() <= 27) {
                fields.put("data", message.body().from(2));
            }
        }
    }

    private static void values(int typeId, List<AmfValue> values, Fields fields) {
        if (!MessageType.isCommand(typeId) || values.size() < 2) {
            fields.put(
                    "values",
                    new Value.Items("", values.stream().map(AmfShape::of).toList()));
            return;
        }
        fields.put("name", values.get(0)).put("transactionId", values.get(1));
        if (values.size() > 2) {
            fields.put("commandObject", values.get(2));
        }
        if (values.size() > 3) {
            List<Value> arguments =
                    values.subList(3, values.size()).stream().map(AmfShape::of).toList();
            fields.put("arguments", new Value.Items("", arguments));
        }
    }

    private static void sharedObject(SharedObjectMessage shared, Fields fields) {
        fields.text("name", shared.name()).put("version", shared.version()).put("persistent", shared.persistent());
        fields.put(
                "events",
                new Value.Items(
                        "", shared.events().stream().map(MessageText::event).toList()));
    }

    private static Value event(SharedObjectEvent event) {
        Fields fields = new Fields().word("event", event.getClass().getSimpleName());
        switch (event) {
            case SharedObjectEvent.RequestChange(String slot, AmfValue value) ->
                fields.text("slot", slot).put("value", value);
            case SharedObjectEvent.Change(String slot, AmfValue value) ->
                fields.text("slot", slot).put("value", value);
            case SharedObjectEvent.Success(String slot) -> fields.text("slot", slot);
            case SharedObjectEvent.SendMessage(String handler, List<AmfValue> arguments) -> {
                List<Value> shown = arguments.stream().map(AmfShape::of).toList();
                fields.text("handler", handler).put("arguments", new Value.Items("", shown));
            }
            case SharedObjectEvent.Status(String code, String level) ->
                fields.text("code", code).text("level", level);
            case SharedObjectEvent.Remove(String slot) -> fields.text("slot", slot);
            case SharedObjectEvent.RequestRemove(String slot) -> fields.text("slot", slot);
            case SharedObjectEvent.Unknown(int type, var data) ->
                fields.put("type", type).put("data", data);
            case SharedObjectEvent.Use e -> {}
            case SharedObjectEvent.Release e -> {}
            case SharedObjectEvent.Clear e -> {}
            case SharedObjectEvent.UseSuccess e -> {}
        }
        return fields.toGroup("");
    }

    private static void parts(List<WireMessage> parts, Fields fields) {
        List<Value> shown = new ArrayList<>();
        for (WireMessage part : parts) {
            Decoded decoded = MessageReader.read(part);
            Fields inner = new Fields()
                    .word("type", title(part, decoded))
                    .put("timestamp", part.timestamp())
                    .put("length", part.length());
            if (part.typeId() != MessageType.AGGREGATE) {
                content(part, decoded, inner);
            }
            shown.add(inner.toGroup(""));
        }
        fields.put("parts", new Value.Items("", shown));
    }
}
