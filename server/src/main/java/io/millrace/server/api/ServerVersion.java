package io.millrace.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The version that was built: the same whether it runs from jars or from classes. Any thread may ask. */
public final class ServerVersion {
    private static final String VERSION = read();

    private ServerVersion() {}

    /** As Maven has it. */
    public static String text() {
        return VERSION;
    }

    /** The build writes it there. */
    private static String read() {
        try (InputStream file = ServerVersion.class.getResourceAsStream("version.txt")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
