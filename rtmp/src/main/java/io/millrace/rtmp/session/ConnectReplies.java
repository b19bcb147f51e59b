package io.millrace.rtmp.session;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.BandwidthLimit;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.message.RtmpMessage.SetChunkSize;
import io.millrace.rtmp.message.RtmpMessage.SetPeerBandwidth;
import io.millrace.rtmp.message.RtmpMessage.WindowAcknowledgementSize;
import io.millrace.rtmp.message.UserControl.StreamBegin;
import io.millrace.rtmp.session.SessionEvent.Send;
import java.util.List;
import java.util.stream.Stream;

/** What an accepted connect is answered with, in the order clients are used to. */
final class ConnectReplies {
    /** What passes through here untouched: colour, metadata frames, large-scale tiles [ER-155, ER-173]. */
    private static final int VIDEO_FUNCTION = ConnectRequest.VIDEO_CLIENT_HDR
            | ConnectRequest.VIDEO_PACKET_TYPE_METADATA
            | ConnectRequest.VIDEO_LARGE_SCALE_TILE;

    private ConnectReplies() {}

    /** Set Chunk Size comes before the result: old clients cannot put together a result of several chunks [IP-12]. */
    static List<SessionEvent> accept(SessionSettings settings, double transactionId, ConnectRequest request) {
        return Stream.of(
                        new WindowAcknowledgementSize(settings.windowAckSize()),
                        new SetPeerBandwidth(settings.peerBandwidth(), BandwidthLimit.DYNAMIC),
                        new SetChunkSize(settings.chunkSize()),
                        new StreamBegin(0),
                        result(settings, transactionId, request))
                .<SessionEvent>map(message -> new Send(message, 0))
                .toList();
    }

    private static RtmpMessage result(SessionSettings settings, double transactionId, ConnectRequest request) {
        var properties =
                AmfProperties.builder().put("fmsVer", settings.version()).put("capabilities", settings.capabilities());
        var extra = AmfProperties.builder()
                .put("objectEncoding", request.objectEncoding())
                .put("capsEx", settings.capsEx())
                .put("videoFunction", VIDEO_FUNCTION)
                .put("videoFourCcInfoMap", forwardAny())
                .put("audioFourCcInfoMap", forwardAny());
        if (!request.fourCcList().isEmpty()) {
            // Only for those who sent one: some cameras fail on any array in this message [IP-14, ER-173].
            extra.put("fourCcList", fourCcList(request));
        }
        var status = new Status(StatusCode.CONNECT_SUCCESS, "Connection succeeded.", extra.build());
        return new Command("_result", transactionId, List.of(properties.buildObject(), status.information()), false);
    }

    /**
     * We pass every codec on and code none [ER-171]. A new one for each map: an instance that comes twice is written as an
     * AMF0 reference, on which librtmp gives up.
     */
    private static AmfObject forwardAny() {
        return AmfProperties.builder().put("*", 0x04).buildObject();
    }

    private static AmfValue fourCcList(ConnectRequest request) {
        return new AmfStrictArray(
                request.fourCcList().stream().<AmfValue>map(AmfString::new).toList());
    }
}
