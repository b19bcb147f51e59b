package io.millrace.rtmp.command;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.rtmp.message.RtmpMessage.Data;

/** The data messages that tell a player, in the order of its media, how far its playlist is. */
public final class PlayStatus {
    private PlayStatus() {}

    /**
     * An item has been played to its end.
     *
     * @param durationMillis how much was played
     * @param bytes of audio and video that were sent
     */
    public static Data complete(long durationMillis, long bytes) {
        return message(
                StatusCode.PLAY_COMPLETE,
                AmfProperties.builder().put("duration", durationMillis / 1000.0).put("bytes", (double) bytes));
    }

    /** The next item of the playlist begins. */
    public static Data switched() {
        return message(StatusCode.PLAY_SWITCH, AmfProperties.builder());
    }

    /**
     * From here on it is the other stream.
     *
     * @param name of that stream
     */
    public static Data transitionComplete(String name) {
        return message(
                StatusCode.PLAY_TRANSITION_COMPLETE, AmfProperties.builder().put("details", name));
    }

    private static Data message(StatusCode code, AmfProperties.Builder extra) {
        var information =
                AmfProperties.builder().put("level", code.level().text()).put("code", code.code());
        extra.build().entries().forEach(entry -> information.put(entry.name(), entry.value()));
        return new Data(Amf0.encodeAll(new AmfString("onPlayStatus"), information.buildObject()), false);
    }
}
