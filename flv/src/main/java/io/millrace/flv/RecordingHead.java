package io.millrace.flv;

import io.millrace.amf.Amf0Reader;
import io.millrace.amf.Amf0Writer;
import io.millrace.amf.AmfException;
import io.millrace.amf.AmfLimits;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfEcmaArray;
import io.millrace.amf.AmfValue.AmfMap;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteSource;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The beginning of a recording: file header and onMetaData tag, of a length that never changes. What the metadata does not
 * need of its room is filled by a string after it, which is a value that no reader asks for: inside the metadata, FFmpeg
 * would stumble over a string that long.
 */
final class RecordingHead {
    /** For what is known at the end only: an index of {@link KeyFrameIndex#MAX_ENTRIES}, and some. */
    private static final int ROOM = 40 * 1024;

    /** More than this a publisher's metadata does not need. */
    private static final int MAX_THEIRS = 256 * 1024;

    /** Files of others have indexes of any length. */
    private static final AmfLimits LIMITS = new AmfLimits(64, 1 << 20);

    private static final int LONG_STRING_MARKER = 0x0C;
    private static final int SHORTEST_FILLER = 5;
    private static final int FLAGS_POSITION = 4;

    private final Bytes fileHeader; // with the size of the tag before the first
    private final AmfProperties metadata;
    private final AmfProperties theirs;
    private final Bytes
            body; // of the tag, for its length and for when nothing better fits; empty: there is no such tag

    private RecordingHead(Bytes fileHeader, AmfProperties metadata, Bytes body) {
        this.fileHeader = fileHeader;
        this.metadata = metadata;
        this.theirs = withoutOurs(metadata);
        this.body = body;
    }

    /** Of a new recording, whose publisher said {@code metadata} in a data message; empty if it said none. */
    static RecordingHead create(Bytes metadata) {
        var header = new ByteWriter();
        FlvWriter.writeHeader(new FlvHeader(true, true), header);
        AmfProperties theirs = read(metadata)
                .filter(said -> metadata.length() <= MAX_THEIRS && canBeWritten(withoutOurs(said)))
                .orElse(AmfProperties.EMPTY);
        Bytes room = Bytes.wrap(new byte[write(theirs).length() + ROOM]);
        return new RecordingHead(header.toBytes(), theirs, room);
    }

    /** Of a recording that exists. */
    static RecordingHead read(ByteSource file) throws IOException {
        Bytes start = file.read(0, FlvWriter.FILE_HEADER_LENGTH);
        if (start.length() < FlvWriter.FILE_HEADER_LENGTH || !start.startsWith(Bytes.utf8("FLV"))) {
            throw new MediaFileException(
                    MediaFileException.Cause.STRUCTURE, "not an FLV file: it begins with " + start.toHex());
        }
        long tags =
                Math.max(FlvWriter.FILE_HEADER_LENGTH, start.from(5).reader().u32()) + 4;
        if (tags > 1024 || tags > file.size()) {
            throw new MediaFileException(
                    MediaFileException.Cause.STRUCTURE, "FLV file header of " + (tags - 4) + " bytes");
        }
        Bytes fileHeader = file.read(0, (int) tags);
        Optional<TagHeader> first = TagHeader.read(file, tags);
        if (first.isPresent() && first.get().type() == FlvTag.SCRIPT) {
            Bytes body =
                    file.read(tags + FlvWriter.TAG_HEADER_LENGTH, first.get().bodyLength());
            Optional<AmfProperties> metadata =
                    read(body).filter(said -> canBeWritten(said) && canBeWritten(withoutOurs(said)));
            if (metadata.isPresent()) {
                return new RecordingHead(fileHeader, metadata.get(), body);
            }
        }
        return new RecordingHead(fileHeader, AmfProperties.EMPTY, Bytes.EMPTY);
    }

    /** What the metadata says, of a recording that exists. */
    AmfProperties metadata() {
        return metadata;
    }

    int length() {
        return fileHeader.length() + (body.isEmpty() ? 0 : FlvWriter.TAG_HEADER_LENGTH + body.length() + 4);
    }

    /** All of it, saying nothing that is known at the end only. */
    Bytes incomplete() {
        AmfProperties zero = AmfProperties.builder()
                .put(RecordingSummary.DURATION, 0)
                .put(RecordingSummary.FILE_SIZE, 0)
                .build();
        return withBody(new FlvHeader(true, true), filled(theirs, zero).or(() -> replaced(zero)));
    }

    /** All of it, of a complete recording of that size, with as much of the index as there is room for. */
    Bytes complete(RecordingSummary summary, long fileSize) {
        Optional<Bytes> filled = Optional.empty();
        for (int nth = 1; filled.isEmpty() && nth <= summary.indexSize(); nth *= 2) {
            filled = filled(theirs, summary.properties(fileSize, nth));
        }
        AmfProperties withoutIndex = summary.properties(fileSize, 0);
        return withBody(
                summary.flags(), filled.or(() -> filled(theirs, withoutIndex)).or(() -> replaced(withoutIndex)));
    }

    private Bytes withBody(FlvHeader flags, Optional<Bytes> wanted) {
        var out = new ByteWriter(length());
        out.bytes(fileHeader, 0, FLAGS_POSITION).u8(FlvWriter.flags(flags)).bytes(fileHeader.from(FLAGS_POSITION + 1));
        if (!body.isEmpty()) {
            new FlvWriter().write(new FlvTag(FlvTag.SCRIPT, 0, wanted.orElse(body)), out);
        }
        return out.toBytes();
    }

    /** The tag's body with these properties, filled up to its room; empty when that is too small. */
    private Optional<Bytes> filled(AmfProperties first, AmfProperties then) {
        List<AmfProperties.Entry> all = new ArrayList<>(first.entries());
        all.addAll(then.entries());
        ByteWriter out = write(new AmfProperties(all));
        int left = body.length() - out.length();
        if (left != 0 && left < SHORTEST_FILLER) {
            return Optional.empty();
        }
        if (left > 0) {
            int spaces = left - SHORTEST_FILLER;
            out.u8(LONG_STRING_MARKER).u32(spaces).utf8(" ".repeat(spaces));
        }
        return Optional.of(out.toBytes());
    }

    /** The metadata of before, but for the numbers and truth values in it, which take no other room. */
    private Optional<Bytes> replaced(AmfProperties by) {
        List<AmfProperties.Entry> entries = metadata.entries().stream()
                .map(old -> by.entries().stream()
                        .filter(entry -> entry.name().equals(old.name()) && takesSameRoom(old.value(), entry.value()))
                        .findFirst()
                        .orElse(old))
                .toList();
        return filled(new AmfProperties(entries), AmfProperties.EMPTY);
    }

    private static boolean takesSameRoom(AmfValue one, AmfValue other) {
        return (one instanceof AmfNumber && other instanceof AmfNumber)
                || (one instanceof AmfBoolean && other instanceof AmfBoolean);
    }

    private static ByteWriter write(AmfProperties properties) {
        var out = new ByteWriter();
        new Amf0Writer(out).write(new AmfString(TrackMetadata.NAME)).write(new AmfEcmaArray(properties));
        return out;
    }

    /** False when a value lies in itself: a reference to it counts the values before, which are others now. */
    private static boolean canBeWritten(AmfProperties properties) {
        try {
            write(properties);
            return true;
        } catch (AmfException e) {
            return false;
        }
    }

    /** The named values after the name onMetaData; what follows them is filler. */
    private static Optional<AmfProperties> read(Bytes body) {
        try {
            var in = new Amf0Reader(new ByteReader(body.toByteArray()), LIMITS);
            boolean named = in.hasNext() && in.next().equals(new AmfString(TrackMetadata.NAME));
            return named && in.hasNext() && in.next() instanceof AmfMap map
                    ? Optional.of(map.properties())
                    : Optional.empty();
        } catch (AmfException e) {
            return Optional.empty();
        }
    }

    private static AmfProperties withoutOurs(AmfProperties properties) {
        return new AmfProperties(properties.entries().stream()
                .filter(entry -> !RecordingSummary.NAMES.contains(entry.name()))
                .toList());
    }
}
