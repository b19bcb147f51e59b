package io.millrace.rtmp.command;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfMap;
import io.millrace.amf.AmfValue.AmfStrictArray;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The codecs that one side announces when it connects, or when it accepts that [ER-170, ER-171, ER-173].
 *
 * @param list codecs by name, {@code "*"} for all
 * @param video flags per codec, and under {@code "*"} for any other; what holds for any codec is in the flags of each
 * @param audio likewise
 */
public record FourCcSupport(List<String> list, Map<String, Integer> video, Map<String, Integer> audio) {
    /** Of each list and map, what is beyond this is ignored, and so are longer names: there are a dozen. */
    static final int MAX_FOUR_CCS = 64;

    private static final int FOUR = 4;
    private static final String ANY = "*";

    public FourCcSupport {
        list = List.copyOf(list);
        video = Map.copyOf(video);
        audio = Map.copyOf(audio);
    }

    /** What a command object or an information object says. */
    public static FourCcSupport of(AmfProperties properties) {
        return new FourCcSupport(
                list(properties), infoMap(properties, "videoFourCcInfoMap"), infoMap(properties, "audioFourCcInfoMap"));
    }

    /** Whether it is in the list or one of the maps, by its name or as any codec. */
    public boolean announces(String fourCc) {
        return Stream.of(list, video.keySet(), audio.keySet())
                .anyMatch(names -> names.contains(fourCc) || names.contains(ANY));
    }

    private static List<String> list(AmfProperties properties) {
        return values(properties.get("fourCcList"))
                .map(AmfValue::asString)
                .flatMap(Optional::stream)
                .filter(fourCc -> fourCc.length() <= FOUR)
                .limit(MAX_FOUR_CCS)
                .toList();
    }

    /** Of a list in any of its forms: strict array, or object or ECMA array, whose names mean nothing here [ER-005]. */
    private static Stream<AmfValue> values(@Nullable AmfValue list) {
        return switch (list) {
            case AmfStrictArray(List<AmfValue> values) -> values.stream();
            case AmfMap map -> map.properties().entries().stream().map(AmfProperties.Entry::value);
            case null, default -> Stream.empty();
        };
    }

    private static Map<String, Integer> infoMap(AmfProperties properties, String name) {
        AmfValue map = properties.get(name);
        Map<String, Integer> flags = new HashMap<>();
        if (map != null) {
            map.asProperties().entries().stream()
                    .filter(entry -> entry.name().length() <= FOUR)
                    .filter(entry -> entry.value().asNumber().isPresent())
                    .limit(MAX_FOUR_CCS)
                    .forEach(entry -> flags.put(
                            entry.name(), (int) entry.value().asNumber().orElse(0)));
        }
        int any = flags.getOrDefault(ANY, 0);
        flags.replaceAll((fourCc, own) -> own | any);
        return flags;
    }
}
