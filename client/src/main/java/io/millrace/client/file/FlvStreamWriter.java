package io.millrace.client.file;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.flv.FlvHeader;
import io.millrace.flv.FlvTag;
import io.millrace.flv.FlvWriter;
import io.millrace.flv.TrackMetadata;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** FLV through a pipe, each frame as soon as it is there. */
final class FlvStreamWriter implements MediaFileWriter {
    private final Output out;
    private final FlvWriter tags = new FlvWriter();
    private final Opening opening = new Opening();
    private boolean begun;
    private long baseMillis;

    FlvStreamWriter(Output out) {
        this.out = out;
    }

    @Override
    public void write(MediaFrame frame) throws IOException {
        if (!begun && !Opening.endsWith(frame)) {
            opening.add(frame);
            return;
        }
        List<Bytes> pieces = new ArrayList<>();
        if (!begun) {
            begun = true;
            baseMillis = frame.dtsMillis();
            begin(frame, pieces);
        }
        pieces.addAll(tag(frame, Opening.isMetadata(frame) ? 0 : Math.max(0, frame.dtsMillis() - baseMillis)));
        out.append(pieces);
    }

    private void begin(MediaFrame first, List<Bytes> pieces) {
        ByteWriter header = new ByteWriter();
        FlvWriter.writeHeader(new FlvHeader(isThere(MediaKind.AUDIO, first), isThere(MediaKind.VIDEO, first)), header);
        pieces.add(header.toBytes());
        if (!opening.metadata().isEmpty()) {
            pieces.addAll(tags.pieces(new FlvTag(FlvTag.SCRIPT, 0, opening.metadata())));
        }
        opening.frames().forEach(frame -> pieces.addAll(tag(frame, 0)));
    }

    /** A player may wait for what the first bytes promise. */
    private boolean isThere(MediaKind kind, MediaFrame first) {
        String codec = kind == MediaKind.AUDIO ? "audiocodecid" : "videocodecid";
        return Stream.concat(opening.frames().stream(), Stream.of(first)).anyMatch(frame -> frame.kind() == kind)
                || TrackMetadata.read(opening.metadata())
                        .filter(said -> said.of(new Track(kind, 0)).get(codec) != null)
                        .isPresent();
    }

    private List<Bytes> tag(MediaFrame frame, long millis) {
        int type = switch (frame.kind()) {
            case AUDIO -> FlvTag.AUDIO;
            case VIDEO -> FlvTag.VIDEO;
            case DATA -> FlvTag.SCRIPT;
        };
        return tags.pieces(new FlvTag(type, millis, frame.body()));
    }

    @Override
    public long writtenBytes() {
        return out.length();
    }

    @Override
    public List<Path> files() {
        return List.of();
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
