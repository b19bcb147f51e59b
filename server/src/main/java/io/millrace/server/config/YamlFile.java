package io.millrace.server.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads the YAML that a configuration needs, keys with values or further keys, and knows the line and column of each.
 * Lists and aliases have no use here and are refused, so that a hostile file costs no more than its size.
 */
final class YamlFile {
    static final int MAX_BYTES = 1 << 20;
    static final int MAX_DEPTH = 8;

    /** Of a value: braces with one word in them, and directly behind them what is not of a mapping. */
    private static final Pattern BRACES_AND_MORE = Pattern.compile(":\\s+\\{\\w*}[^\\s,}\\]#]");

    private final String name;
    private final Iterator<Event> events;

    private YamlFile(String name, String text) {
        this.name = name;
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setCodePointLimit(MAX_BYTES)
                .build();
        this.events = new ParserImpl(settings, new StreamReader(settings, text));
    }

    /** @throws ConfigException when the file cannot be read, or is not such YAML */
    static Setting.Group read(Path path) {
        String name = path.toString();
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw problem(name, "larger than 1 MiB, is this the right file?");
            }
            return parse(name, Files.readString(path));
        } catch (NoSuchFileException e) {
            throw problem(name, "no such file");
        } catch (AccessDeniedException e) {
            throw problem(name, "may not be read");
        } catch (CharacterCodingException e) {
            throw problem(name, "not UTF-8 text");
        } catch (IOException e) {
            throw problem(name, "cannot be read: " + e.getMessage());
        }
    }

    /** @param name of the file, for messages */
    static Setting.Group parse(String name, String text) {
        try {
            return new YamlFile(name, text).document();
        } catch (MarkedYamlEngineException e) {
            throw problem(position(name, e.getProblemMark()), "not YAML: " + e.getProblem() + hint(text, e));
        } catch (YamlEngineException e) {
            throw problem(name, "not YAML: " + e.getMessage());
        }
    }

    /** What to do about values such as {@code {name}-{time}}, of which YAML reads a mapping and cannot go on. */
    private static String hint(String text, MarkedYamlEngineException e) {
        int line = e.getProblemMark().map(Mark::getLine).orElse(0);
        boolean looksSo = text.lines().skip(line).findFirst().stream()
                .anyMatch(wrong -> BRACES_AND_MORE.matcher(wrong).find());
        return looksSo ? " (a value that begins with { needs quotes: \"{name}-{time}\")" : "";
    }

    private Setting.Group document() {
        Setting.Group root = Setting.Group.NONE;
        boolean seen = false;
        while (events.hasNext()) {
            if (events.next() instanceof DocumentStartEvent start) {
                if (seen) {
                    throw problem(position(name, start.getStartMark()), "a second document (expected: one)");
                }
                seen = true;
                Event event = events.next();
                root = top(value(event, position(name, event.getStartMark()), 0));
            }
        }
        return root;
    }

    private static Setting.Group top(Setting setting) {
        return switch (setting) {
            case Setting.Group group -> group;
            case Setting.Empty empty -> Setting.Group.NONE;
            case Setting.Value(String origin, String text) -> throw problem(origin, "'" + text + "' (expected: keys)");
        };
    }

    /** @param origin of the key that this is the value of */
    private Setting value(Event event, String origin, int depth) {
        return switch (event) {
            case ScalarEvent scalar when isNull(scalar) -> new Setting.Empty(origin);
            case ScalarEvent scalar -> new Setting.Value(origin, scalar.getValue());
            case MappingStartEvent start when depth < MAX_DEPTH -> new Setting.Group(origin, mapping(depth + 1));
            case MappingStartEvent start -> throw problem(origin, "nested deeper than " + MAX_DEPTH);
            default -> throw problem(origin, "a list or an alias (expected: a value or keys)");
        };
    }

    private Map<String, Setting> mapping(int depth) {
        Map<String, Setting> children = new LinkedHashMap<>();
        while (true) {
            Event event = events.next();
            if (event instanceof MappingEndEvent) {
                return children;
            }
            String origin = position(name, event.getStartMark());
            if (!(event instanceof ScalarEvent key)) {
                throw problem(origin, "a key that is not text");
            }
            Setting before = children.put(key.getValue(), value(events.next(), origin, depth));
            if (before != null) {
                throw problem(origin, "key " + key.getValue() + " again (first at " + before.origin() + ")");
            }
        }
    }

    private static boolean isNull(ScalarEvent scalar) {
        return scalar.isPlain() && List.of("", "~", "null").contains(scalar.getValue());
    }

    /** Lines and columns from 1, as editors show them. */
    private static String position(String name, Optional<Mark> mark) {
        return mark.map(at -> name + ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1))
                .orElse(name);
    }

    private static ConfigException problem(String where, String what) {
        return new ConfigException(List.of(where + ": " + what));
    }
}
