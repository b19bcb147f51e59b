package io.millrace.server.auth;

import io.millrace.bytes.Bytes;
import io.millrace.rtmp.handshake.SwfFile;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.PathList;
import io.millrace.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SWF files that may connect, by application. They are read when the server starts, and when it is asked to. Any thread may call. */
public final class SwfFiles {
    private static final Logger log = LoggerFactory.getLogger(SwfFiles.class);

    /** Of one application: an answer is compared with each. */
    private static final int MAX_FILES = 1000;

    private final ServerConfig config;
    private volatile Map<PathList, Set<SwfFile>> read;

    /**
     * Reads what the configuration names.
     *
     * @throws IOException that names the application and the file, and says what is wrong
     */
    public SwfFiles(ServerConfig config) throws IOException {
        this.config = config;
        read = read();
    }

    /** Those that may connect to that application; empty if any client may. */
    public Set<SwfFile> of(String application) {
        return config.application(application)
                .map(ApplicationConfig::swfVerification)
                .map(read::get)
                .orElse(Set.of());
    }

    /** Reads the files again. Who is none of them any more begins nothing new; if one cannot be read, all stays as it was. */
    public void reload() {
        try {
            read = read();
            read.forEach((paths, files) -> log.info("SWF files loaded again: {} of {}", files.size(), paths));
        } catch (IOException e) {
            log.error("SWF files cannot be loaded again, the old ones stay: {}", e.getMessage());
        }
    }

    private Map<PathList, Set<SwfFile>> read() throws IOException {
        Map<PathList, Set<SwfFile>> all = new HashMap<>();
        for (var entry : config.applications().entrySet()) {
            PathList wanted = entry.getValue().swfVerification();
            if (!wanted.paths().isEmpty()) {
                all.put(wanted, read("applications." + entry.getKey() + ".swf-verification", wanted));
            }
        }
        return Map.copyOf(all);
    }

    private static Set<SwfFile> read(String place, PathList wanted) throws IOException {
        Set<SwfFile> files = new HashSet<>();
        try {
            for (Path path : wanted.paths()) {
                if (Files.isDirectory(path)) {
                    readDirectory(path, files);
                } else {
                    files.add(read(path));
                }
            }
        } catch (IOException e) {
            throw new IOException(place + ": " + e.getMessage(), e);
        }
        if (files.isEmpty() || files.size() > MAX_FILES) {
            throw new IOException(
                    place + ": " + files.size() + " SWF files in " + wanted + " (expected: 1 to " + MAX_FILES + ")");
        }
        return Set.copyOf(files);
    }

    private static void readDirectory(Path directory, Set<SwfFile> files) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.{swf,SWF}")) {
            for (Path file : found) {
                files.add(read(file));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /**
     * One file.
     *
     * @throws IOException that names it and says what is wrong
     */
    public static SwfFile read(Path file) throws IOException {
        try {
            if (Files.size(file) > SwfFile.MAX_BYTES) {
                throw new IOException(file + ": larger than " + SwfFile.MAX_BYTES + " bytes");
            }
            return SwfFile.of(Bytes.wrap(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + ": no permission to read it", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
