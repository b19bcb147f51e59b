package io.millrace.examples;

import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.client.NetConnection;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpException;
import java.io.IOException;
import java.util.List;

/** Calls methods of a server, and is called by it: a guest of {@link ChatApplication}. */
public final class CallMethod {
    private CallMethod() {}

    /**
     * Says who it is, and asks who else is there.
     *
     * @param arguments the URL and a name; {@code rtmp://localhost/chat/kitchen} and Ada if there are none
     */
    public static void main(String... arguments) throws IOException {
        String url = arguments.length > 0 ? arguments[0] : "rtmp://localhost/chat/kitchen";
        String name = arguments.length > 1 ? arguments[1] : "Ada";
        try (var client = RtmpClient.create();
                var room = client.connect(url)) {
            room.onCall("joined", CallMethod::joined);
            System.out.println("here are " + enter(room, name));
        } catch (RtmpException e) {
            System.err.println(e.getMessage());
        }
    }

    /** The names of all in the room, this one too. */
    static List<String> enter(NetConnection room, String name) throws IOException {
        room.call("name", new AmfString(name));
        return room.call("who") instanceof AmfStrictArray(List<AmfValue> names)
                ? names.stream().flatMap(each -> each.asString().stream()).toList()
                : List.of();
    }

    private static AmfValue joined(List<AmfValue> arguments) {
        System.out.println(arguments.getFirst().asString().orElse("somebody") + " came in");
        return new AmfNull();
    }
}
