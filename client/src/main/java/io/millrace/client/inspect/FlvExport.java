package io.millrace.client.inspect;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.flv.FlvHeader;
import io.millrace.flv.FlvTag;
import io.millrace.flv.FlvWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the media of a connection into FLV files, one for each stream that is published or played: message for message, with
 * the times of the wire [F-10]. A file that exists is never written to. For one thread.
 */
final class FlvExport implements AutoCloseable {
    /** Open files; a connection with more streams than that has the rest left out. */
    private static final int MAX_FILES = 64;

    private static final int MAX_NAME = 80;
    private static final int MAX_SAME_NAMES = 10_000;
    private static final int FLAGS_AT = 4;
    private static final int AUDIO_FLAG = 4;
    private static final int VIDEO_FLAG = 1;

    private static final Bytes SET_DATA_FRAME = Amf0.encodeAll(new AmfString("@setDataFrame"));

    private record Key(Direction direction, long streamId) {}

    private final Path folder;
    private final int connection;
    private final Map<Long, String> names = new HashMap<>();
    private final Map<Key, Recording> recordings = new HashMap<>();

    FlvExport(Path folder, int connection) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.connection = connection;
    }

    void message(WireMessage message, Decoded decoded) throws IOException {
        if (decoded.content() instanceof Content.Parts(var parts)) {
            for (WireMessage part : parts) {
                media(part);
            }
        } else if (MessageType.isCommand(message.typeId()) && decoded.content() instanceof Content.Values values) {
            command(message, values);
        } else {
            media(message);
        }
    }

    private void command(WireMessage message, Content.Values values) throws IOException {
        String name = values.text(0);
        if (!name.equals("publish") && !name.equals("play")) {
            return;
        }
        Direction direction = name.equals("publish") ? Direction.TO_SERVER : Direction.TO_CLIENT;
        Recording before = recordings.remove(new Key(direction, message.streamId()));
        if (before != null) {
            before.close();
        }
        if (names.size() < MAX_FILES) {
            names.put(message.streamId(), values.text(3));
        }
    }

    private void media(WireMessage message) throws IOException {
        FlvTag tag = tag(message);
        if (tag == null || !message.isWhole()) {
            return;
        }
        Key key = new Key(message.direction(), message.streamId());
        Recording recording = recordings.get(key);
        if (recording == null) {
            if (recordings.size() >= MAX_FILES) {
                return;
            }
            recording = open(key);
            recordings.put(key, recording);
        }
        recording.write(tag);
    }

    private static @Nullable FlvTag tag(WireMessage message) {
        Bytes body = message.body();
        return switch (message.typeId()) {
            case MessageType.AUDIO -> new FlvTag(FlvTag.AUDIO, message.timestamp(), body);
            case MessageType.VIDEO -> new FlvTag(FlvTag.VIDEO, message.timestamp(), body);
            case MessageType.DATA -> {
                Bytes script = body.startsWith(SET_DATA_FRAME) ? body.from(SET_DATA_FRAME.length()) : body;
                if (!isMetadata(script)) {
                    yield null;
                }
                yield new FlvTag(FlvTag.SCRIPT, message.timestamp(), script);
            }
            default -> null;
        };
    }

    /** Other data messages speak to players, and not of the media. */
    private static boolean isMetadata(Bytes script) {
        return script.startsWith(Amf0.encodeAll(new AmfString("onMetaData")));
    }

    private Recording open(Key key) throws IOException {
        String what = key.direction() == Direction.TO_SERVER ? "published" : "played";
        String name = names.getOrDefault(key.streamId(), "").split("\\?", 2)[0].replaceAll("[^A-Za-z0-9._-]+", "_");
        String start = connection + "-" + what + "-" + name.substring(0, Math.min(name.length(), MAX_NAME));
        for (int i = 1; i < MAX_SAME_NAMES; i++) {
            try {
                return new Recording(folder.resolve(start + (i == 1 ? "" : "-" + i) + ".flv"));
            } catch (FileAlreadyExistsException e) {
                // then with another number
            }
        }
        throw new FileAlreadyExistsException(folder.resolve(start + ".flv").toString());
    }

    @Override
    public void close() throws IOException {
        for (Recording recording : recordings.values()) {
            recording.close();
        }
        recordings.clear();
    }

    /** One file. */
    private static final class Recording {
        private final FileChannel file;
        private final FlvWriter writer = new FlvWriter();
        private int flags;
        private long lastMillis = -1;

        Recording(Path path) throws IOException {
            file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            var head = new ByteWriter();
            FlvWriter.writeHeader(new FlvHeader(false, false), head);
            write(head.toBytes());
        }

        /** The time on the wire has 32 bits, that of a file goes on. */
        void write(FlvTag tag) throws IOException {
            long millis =
                    lastMillis < 0 ? tag.timestampMillis() : lastMillis + (int) (tag.timestampMillis() - lastMillis);
            lastMillis = Math.max(0, millis);
            flags |= tag.type() == FlvTag.AUDIO ? AUDIO_FLAG : tag.type() == FlvTag.VIDEO ? VIDEO_FLAG : 0;
            for (Bytes piece : writer.pieces(new FlvTag(tag.type(), lastMillis, tag.body()))) {
                write(piece);
            }
        }

        private void write(Bytes bytes) throws IOException {
            ByteBuffer buffer = bytes.asByteBuffer();
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
        }

        /** The header says what there is when that is known. */
        void close() throws IOException {
            try (file) {
                file.write(Bytes.of(flags).asByteBuffer(), FLAGS_AT);
            }
        }
    }
}
