package io.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.bytes.Bytes;
import io.millrace.rtmp.handshake.SwfFile;
import io.millrace.server.MillraceServer;
import io.millrace.server.StartException;
import io.millrace.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SwfFilesTest {
    @TempDir
    private Path folder;

    @Test
    void filesAndDirectoriesAreRead() throws IOException {
        SwfFile one = write("one.swf", "FWS 1 one");
        SwfFile two = write("more/two.swf", "FWS 1 two");
        SwfFile three = write("more/THREE.SWF", "FWS 1 three");
        write("more/notes.txt", "FWS 1 no player");
        var files = new SwfFiles(config(folder.resolve("one.swf") + ", " + folder.resolve("more")));
        assertThat(files.of("live")).containsExactlyInAnyOrder(one, two, three);
        assertThat(files.of("other")).isEmpty();
        assertThat(new SwfFiles(ServerConfig.defaults()).of("live")).isEmpty();
    }

    @Test
    void whatCannotBeReadIsNamed() throws IOException {
        refused(folder.resolve("none.swf"), "none.swf: no such file");
        refused(folder, "0 SWF files in " + folder + " (expected: 1 to 1000)");
        Files.writeString(folder.resolve("text.swf"), "plain text");
        refused(folder, "text.swf: no SWF file");
    }

    private void refused(Path path, String reason) {
        ServerConfig config = config(path.toString());
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> MillraceServer.start(config))
                .withMessageStartingWith("applications.live.swf-verification: ")
                .withMessageEndingWith(reason);
    }

    @Test
    void newFilesReplaceTheOldIfAllCanBeRead() throws IOException {
        write("player.swf", "FWS 1 old");
        var files = new SwfFiles(config(folder.toString()));
        SwfFile renewed = write("player.swf", "FWS 1 new");
        assertThat(files.of("live")).doesNotContain(renewed);
        files.reload();
        assertThat(files.of("live")).containsExactly(renewed);
        Files.writeString(folder.resolve("broken.swf"), "CWS 1 broken");
        files.reload();
        assertThat(files.of("live")).containsExactly(renewed);
    }

    private static ServerConfig config(String paths) {
        return ServerConfig.defaults()
                .with("rtmp.bind", "127.0.0.1")
                .with("rtmp.port", "0")
                .with("http.port", "0")
                .with("applications.live.swf-verification", paths);
    }

    private SwfFile write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return SwfFile.of(Bytes.utf8(content));
    }
}
