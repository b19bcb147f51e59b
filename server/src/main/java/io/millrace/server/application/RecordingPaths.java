package io.millrace.server.application;

import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.RecordFormat;
import io.millrace.server.config.RecordName;
import io.millrace.server.config.ServerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which file a recorded stream is, for those who write it and those who read it: below the directory of its
 * application, under its own name. What was recorded under a name is found under that name. Names are taken as they
 * are, letter case and percent signs too; one that could lead elsewhere is none.
 *
 * <p>Only names are looked at, no file is touched, but for {@link #isInside}. Any thread may call it.
 */
public final class RecordingPaths {
    /** In UTF-8: with an extension, one name must fit into what file systems take, 255 bytes. */
    private static final int MAX_NAME_BYTES = 250;

    private static final List<String> FLV = List.of(RecordFormat.FLV.extension());
    private static final List<String> FMP4 = List.of(RecordFormat.FMP4.extension());
    private static final List<String> RECORDED =
            Stream.of(RecordFormat.values()).map(RecordFormat::extension).toList();

    private static final List<String> MP3 = List.of(".mp3");
    private static final List<String> MP4 = List.of(".mp4", ".f4v", ".m4v", ".mov", ".m4a");

    private final ServerConfig config;

    public RecordingPaths(ServerConfig config) {
        this.config = config;
    }

    /** Where the recordings of an application lie; it need not exist. Empty if there can be none of that name. */
    public Optional<Path> directory(String application) {
        return config.application(application)
                .map(ApplicationConfig::recordings)
                .flatMap(own -> {
                    if (!own.isEmpty()) {
                        return path(Path.of(own), "");
                    }
                    boolean safe = isSafe(application) && application.indexOf('/') < 0;
                    return safe ? path(Path.of(config.recordings().directory()), application) : Optional.empty();
                });
    }

    /**
     * A file that a stream is recorded into; neither it nor the directories above it need exist. It may be reached
     * through a symbolic link that leads elsewhere: see {@link #isInside}. Empty if there can be none of that name.
     *
     * @param name as the publisher gave it, without parameters
     * @param begun when the file is begun
     * @param number from 1, for files that would have the same name
     */
    public Optional<Path> recording(String application, String name, Instant begun, int number) {
        String bare = Prefixed.of(name).name();
        if (!isSafe(bare)) {
            return Optional.empty();
        }
        ApplicationConfig settings = settings(application);
        String extension = settings.recordFormat().extension();
        int end = bare.length() - extension.length();
        boolean has = hasExtension(bare, List.of(extension));
        String file = settings.recordName().expand(has ? bare.substring(0, end) : bare, begun, number);
        List<String> files = isSafe(file) ? List.of(file + (has ? bare.substring(end) : extension)) : List.of();
        return files(application, files).stream().findFirst();
    }

    /**
     * The files that a player may mean, the most likely first. A plain name is a file of the kind that the application
     * records, an FLV file, or else an MP4 file; one with a prefix is a file of that kind, or else what was recorded under
     * that name [R-145, IP-41]. One like that of a neighbour is first what was recorded of a stream that is called so.
     *
     * @param name as the player gave it, without parameters: with a prefix, an extension, both or neither
     */
    public List<Path> candidates(String application, String name) {
        Prefixed prefixed = Prefixed.of(name);
        Set<String> names = new LinkedHashSet<>();
        addCandidates(application, prefixed.prefix(), RecordName.first(prefixed.name()), names);
        addCandidates(application, prefixed.prefix(), prefixed.name(), names);
        return files(application, names);
    }

    private void addCandidates(String application, String prefix, String bare, Set<String> names) {
        List<String> recorded = isFmp4(application) ? withExtension(bare, FMP4) : List.of();
        switch (prefix) {
            case "mp4:" -> names.addAll(withExtension(bare, MP4));
            case "mp3:" -> names.addAll(withExtension(bare, MP3));
            case "flv:" -> {}
            default -> names.addAll(recorded);
        }
        names.addAll(withExtension(bare, FLV));
        if (prefix.isEmpty() && !hasExtension(bare, FLV)) {
            names.addAll(withExtension(bare, hasExtension(bare, MP3) ? MP3 : MP4));
        }
        names.addAll(recorded);
    }

    /**
     * A recording by its file's name below the directory of its application. Empty if no recording has such a name: those of
     * other kinds and hidden files.
     *
     * @param file with extension
     */
    public Optional<Path> file(String application, String file) {
        int end = file.lastIndexOf('.');
        boolean hidden = Stream.of(file.split("/", -1)).anyMatch(segment -> segment.startsWith("."));
        boolean recorded = end > 0 && hasExtension(file, RECORDED) && isSafe(file.substring(0, end));
        return files(application, recorded && !hidden ? List.of(file) : List.of()).stream()
                .findFirst();
    }

    /**
     * The stream that a recording is of, by its file's name and how the application names recordings; the name without extension
     * where that does not tell.
     *
     * @param file as in {@link #file}
     */
    public String stream(String application, String file) {
        String name = file.substring(0, file.lastIndexOf('.'));
        return settings(application).recordName().stream(name).orElse(name);
    }

    /**
     * Whether {@code file} really lies below {@code directory}, symbolic links followed: the directory may be one, what
     * is in it must not lead out of it.
     *
     * @param file must exist
     */
    public static boolean isInside(Path directory, Path file) throws IOException {
        return file.toRealPath().startsWith(directory.toRealPath());
    }

    private boolean isFmp4(String application) {
        return settings(application).recordFormat() == RecordFormat.FMP4;
    }

    private ApplicationConfig settings(String application) {
        return config.application(application).orElseGet(ApplicationConfig::defaults);
    }

    private List<Path> files(String application, Collection<String> names) {
        Optional<Path> directory = directory(application);
        return names.stream()
                .flatMap(name -> directory.flatMap(found -> path(found, name)).stream())
                .toList();
    }

    /** Empty where the file system has no such name: its characters may be fewer than those of Unicode. */
    private static Optional<Path> path(Path directory, String relative) {
        try {
            return Optional.of(directory.resolve(relative));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** None if the name is not safe. */
    private static List<String> withExtension(String name, List<String> extensions) {
        if (!isSafe(name)) {
            return List.of();
        }
        return hasExtension(name, extensions)
                ? List.of(name)
                : extensions.stream().map(extension -> name + extension).toList();
    }

    /** Backslashes separate directories on some file systems, and control characters forge lines of a log. */
    private static boolean isSafe(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES
                && name.indexOf('\\') < 0
                && name.codePoints().noneMatch(Character::isISOControl)
                && Stream.of(name.split("/", -1))
                        .noneMatch(segment -> segment.isEmpty() || segment.equals(".") || segment.equals(".."));
    }

    private static boolean hasExtension(String name, List<String> extensions) {
        String lower = name.toLowerCase(Locale.ROOT);
        return extensions.stream().anyMatch(lower::endsWith);
    }

    /**
     * A name and the kind of file before it.
     *
     * @param prefix {@code mp4:} or the like, or empty
     */
    private record Prefixed(String prefix, String name) {
        private static final List<String> PREFIXES = List.of("flv:", "mp4:", "mp3:");

        /** FFmpeg cuts a URL of three segments after the second, so its prefix may come inside the name [IP-40]. */
        static Prefixed of(String name) {
            int segment = name.lastIndexOf('/') + 1;
            for (String prefix : PREFIXES) {
                if (name.startsWith(prefix)) {
                    return new Prefixed(prefix, name.substring(prefix.length()));
                }
                if (name.startsWith(prefix, segment)) {
                    return new Prefixed(prefix, name.substring(0, segment) + name.substring(segment + prefix.length()));
                }
            }
            return new Prefixed("", name);
        }
    }
}
