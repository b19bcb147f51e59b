package io.millrace.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.FlvTag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlvExportTest {
    @TempDir
    private Path folder;

    private void export(Session session) throws IOException {
        try (var export = new FlvExport(folder, 7)) {
            var dissector = new Dissector(7, Detail.SUMMARY, event -> {}, (message, decoded) -> {
                try {
                    export.message(message, decoded);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            session.pieces().forEach(piece -> dissector.read(piece.direction(), 0, piece.bytes()));
        }
    }

    private static FlvTag tag(int type, long millis, String hex) {
        return new FlvTag(type, millis, ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    @Test
    @DisplayName("F-10: what is published goes into a file message for message, metadata without its command")
    void published() throws IOException {
        export(Session.publishing()
                .metadata()
                .video(0, Session.AVC_HEADER)
                .audio(0, Session.AAC_HEADER)
                .video(0x100_0000, Session.AVC_KEY_FRAME));

        Path file = folder.resolve("7-published-cam.flv");
        List<FlvTag> tags = FlvTag.read(file);
        assertThat(Files.readAllBytes(file)).startsWith('F', 'L', 'V', 1, 5);
        assertThat(tags.getFirst().type()).isEqualTo(FlvTag.SCRIPT);
        assertThat(tags.getFirst().bytes()).startsWith(2, 0, 10, 'o', 'n');
        assertThat(tags.subList(1, tags.size()))
                .containsExactly(
                        tag(FlvTag.VIDEO, 0, Session.AVC_HEADER),
                        tag(FlvTag.AUDIO, 0, Session.AAC_HEADER),
                        tag(FlvTag.VIDEO, 0x100_0000, Session.AVC_KEY_FRAME));
    }

    @Test
    void aFileThatExistsStaysAsItIs() throws IOException {
        Session session = Session.connected().play().played(0, "22ff");
        export(session);
        export(session);

        assertThat(folder).isDirectoryContaining(path -> path.endsWith("7-played-cam.flv"));
        assertThat(FlvTag.read(folder.resolve("7-played-cam-2.flv"))).containsExactly(tag(FlvTag.VIDEO, 0, "22ff"));
    }
}
