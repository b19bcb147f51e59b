package io.millrace.e2e;

import io.millrace.testkit.FlvTag;
import java.util.ArrayList;
import java.util.List;

/** Which messages of a stream nginx-rtmp hands on, and how the documentation says so. */
final class Carried {
    private Carried() {}

    /**
     * To those who are there when it begins. Until a player has got a key frame it gets no video but the H.264 header, and
     * only legacy frames count as key frames: in Enhanced messages the frame type has another place.
     */
    static List<FlvTag> byNginx(List<FlvTag> sent) {
        List<FlvTag> carried = new ArrayList<>();
        boolean begun = false;
        for (FlvTag tag : sent) {
            begun |= tag.isKeyFrame() && !isEnhanced(tag);
            if (begun || tag.type() != FlvTag.VIDEO || !isEnhanced(tag)) {
                carried.add(tag);
            }
        }
        return carried;
    }

    /** The headers for those who come later: it keeps those of H.264 and AAC. */
    static List<FlvTag> keptByNginx(List<FlvTag> headers) {
        return headers.stream().filter(tag -> !isEnhanced(tag)).toList();
    }

    static boolean isHeader(FlvTag tag) {
        return tag.type() != FlvTag.SCRIPT && !tag.isCodedFrame();
    }

    private static boolean isEnhanced(FlvTag tag) {
        int first = tag.body().get(0) & 0xFF;
        return tag.type() == FlvTag.VIDEO ? first >= 0x80 : tag.type() == FlvTag.AUDIO && first >> 4 == 9;
    }

    /** For our server, nginx-rtmp as it is, nginx-rtmp with {@code wait_key off}, and FFmpeg. */
    static String cells(List<FlvTag> sent) {
        List<FlvTag> headers = sent.stream().filter(Carried::isHeader).toList();
        String later = keptByNginx(headers).equals(headers) ? "" : "; later players lack headers";
        return " | all | " + summary(sent, byNginx(sent), later) + " | all" + later + " | all";
    }

    private static String summary(List<FlvTag> sent, List<FlvTag> carried, String later) {
        if (carried.size() == sent.size()) {
            return "all" + later;
        }
        if (carried.stream().anyMatch(tag -> tag.type() == FlvTag.VIDEO)) {
            return "all but " + (sent.size() - carried.size()) + " header" + later;
        }
        return carried.stream().anyMatch(tag -> tag.type() == FlvTag.AUDIO) ? "audio only" + later : "nothing";
    }
}
