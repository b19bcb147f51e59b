package io.millrace.flv;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import java.util.List;

/** Hostile audio messages are read or malformed, and what was read has a form for track 0. */
class AudioTagFuzzTest {
    @FuzzTest
    void decode(byte[] input) {
        Bytes body = Bytes.wrap(input);
        List<MediaPacket> packets;
        try {
            packets = AudioTagCodec.decode(body);
        } catch (MalformedTagException e) {
            return;
        }
        MessageForm.PLAIN
                .bodiesOf(new MediaFrame(MediaKind.AUDIO, 0, body, packets))
                .forEach(AudioTagCodec::decode);
    }
}
