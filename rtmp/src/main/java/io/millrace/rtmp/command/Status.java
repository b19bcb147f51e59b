package io.millrace.rtmp.command;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.rtmp.command.StatusCode.Level;
import io.millrace.rtmp.message.RtmpMessage.Command;

/**
 * An information object: what happened, in the words clients look for.
 *
 * @param level mostly the one that goes with the code
 * @param description free text for people; cut to {@value #MAX_DESCRIPTION} bytes of UTF-8, since FFmpeg holds no more
 *     [IP-42]
 * @param extra further properties, after level, code and description
 */
public record Status(StatusCode code, Level level, String description, AmfProperties extra) {
    public static final int MAX_DESCRIPTION = 255;

    public Status {
        description = Texts.truncate(description, MAX_DESCRIPTION);
    }

    public Status(StatusCode code, String description, AmfProperties extra) {
        this(code, code.level(), description, extra);
    }

    public Status(StatusCode code, String description) {
        this(code, description, AmfProperties.EMPTY);
    }

    public AmfObject information() {
        var information = AmfProperties.builder()
                .put("level", level.text())
                .put("code", code.code())
                .put("description", description);
        extra.entries().forEach(entry -> information.put(entry.name(), entry.value()));
        return information.buildObject();
    }

    /** As a command to a NetStream, or on stream 0 to the NetConnection. */
    public Command onStatus() {
        return Command.of("onStatus", 0, information());
    }
}
