package io.millrace.flv;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import java.util.List;

/** Hostile video messages are read or malformed, and what was read has a form for track 0. */
class VideoTagFuzzTest {
    @FuzzTest
    void decode(byte[] input) {
        Bytes body = Bytes.wrap(input);
        List<MediaPacket> packets;
        try {
            packets = VideoTagCodec.decode(body);
        } catch (MalformedTagException e) {
            return;
        }
        MessageForm.PLAIN
                .bodiesOf(new MediaFrame(MediaKind.VIDEO, 0, body, packets))
                .forEach(VideoTagCodec::decode);
    }
}
