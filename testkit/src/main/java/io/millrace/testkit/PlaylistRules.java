package io.millrace.testkit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What draft-pantos-hls-rfc8216bis-16 demands of media playlists, read strictly: where it says SHOULD, these rules do not allow
 * otherwise. For playlists of live streams without encryption, byte ranges and date ranges.
 */
public final class PlaylistRules {
    private static final String INDEPENDENT = "EXT-X-INDEPENDENT-SEGMENTS";

    private static final Set<String> KNOWN = Set.of(
            "EXT-X-VERSION",
            INDEPENDENT,
            "EXT-X-TARGETDURATION",
            "EXT-X-SERVER-CONTROL",
            "EXT-X-PART-INF",
            "EXT-X-MEDIA-SEQUENCE",
            "EXT-X-DISCONTINUITY-SEQUENCE",
            "EXT-X-SKIP",
            "EXT-X-PRELOAD-HINT",
            "EXT-X-RENDITION-REPORT",
            "EXT-X-ENDLIST");

    /** What the sum of rounded durations, or of times of day, may be off by, in seconds. */
    private static final double ROUNDING = 0.002;

    private static final double LEAST_PART = 0.85;
    private static final int EDGE = 3;
    private static final int SKIP_BOUNDARY = 6;

    private final Playlist playlist;
    private final List<String> broken = new ArrayList<>();
    private final long target;
    private final double partTarget;

    private PlaylistRules(String text) {
        playlist = Playlist.parse(text);
        target = playlist.number("EXT-X-TARGETDURATION", "0");
        partTarget = Double.parseDouble(playlist.attributes("EXT-X-PART-INF").getOrDefault("PART-TARGET", "0"));
    }

    /** Fails with all that is wrong with a media playlist. */
    public static Playlist check(String text) {
        return checked(text).playlist;
    }

    /** Fails unless {@code after} keeps the rules and is what {@code before} may have become some time later [§6.2.1, §6.2.2]. */
    public static void checkUpdate(String before, String after) {
        PlaylistRules rules = checked(after);
        rules.follows(Playlist.parse(before));
        rules.fail("before:\n" + before + "after:\n" + after);
    }

    /** Fails unless {@code delta} is {@code whole}, a playlist of the same moment, without what may be skipped [§6.2.5.1]. */
    public static void checkDelta(String whole, String delta) {
        PlaylistRules rules = new PlaylistRules(whole);
        rules.isSkippedIn(check(delta));
        rules.fail("whole:\n" + whole + "delta:\n" + delta);
    }

    private static PlaylistRules checked(String text) {
        PlaylistRules rules = new PlaylistRules(text);
        rules.header();
        rules.segments();
        rules.edge();
        rules.fail(text);
        return rules;
    }

    private void require(boolean condition, String rule) {
        if (!condition) {
            broken.add(rule);
        }
    }

    private void fail(String text) {
        if (!broken.isEmpty()) {
            throw new AssertionError(String.join("\n", broken) + "\nin:\n" + text);
        }
    }

    private void header() {
        playlist.tags().forEach((name, values) -> {
            require(KNOWN.contains(name), "§4.1: " + name + " in a media playlist");
            boolean severalAllowed = name.equals("EXT-X-RENDITION-REPORT") || name.equals("EXT-X-PRELOAD-HINT");
            require(severalAllowed || values.size() == 1, "§4.4: " + name + " is there " + values.size() + " times");
        });
        require(target > 0, "§4.4.3.1: no target duration");
        long version = playlist.number("EXT-X-VERSION", "1");
        boolean hasMap = playlist.segments().stream().anyMatch(segment -> segment.count("EXT-X-MAP") > 0);
        require(version >= 3, "§8: durations are not whole below version 3");
        require(!hasMap || version >= 6, "§8: EXT-X-MAP below version 6");
        require(!playlist.has("EXT-X-SKIP") || version >= 9, "§8: EXT-X-SKIP below version 9");
        serverControl();
    }

    private void serverControl() {
        Map<String, String> control = playlist.attributes("EXT-X-SERVER-CONTROL");
        double skipUntil = Double.parseDouble(control.getOrDefault("CAN-SKIP-UNTIL", "0"));
        double holdBack = Double.parseDouble(control.getOrDefault("HOLD-BACK", EDGE * target + ""));
        double partHoldBack = Double.parseDouble(control.getOrDefault("PART-HOLD-BACK", "0"));
        require(skipUntil == 0 || skipUntil >= SKIP_BOUNDARY * target, "§4.4.3.8: CAN-SKIP-UNTIL " + skipUntil);
        require(holdBack >= EDGE * target, "§4.4.3.8: HOLD-BACK " + holdBack);
        require(skipUntil > 0 || !playlist.has("EXT-X-SKIP"), "§4.4.5.2: EXT-X-SKIP without CAN-SKIP-UNTIL");
        if (playlist.has("EXT-X-PART-INF")) {
            require(partTarget > 0, "§4.4.3.7: no PART-TARGET");
            require(partHoldBack >= EDGE * partTarget - ROUNDING, "§4.4.3.8: PART-HOLD-BACK " + partHoldBack);
        }
    }

    private void segments() {
        Set<String> uris = new HashSet<>();
        double left = playlist.duration();
        for (Playlist.Segment segment : playlist.segments()) {
            left -= segment.duration();
            String name = segment.isFinished() ? segment.uri() : "the unfinished segment";
            if (segment.isFinished()) {
                require(uris.add(segment.uri()), "§4.4.4.2: " + name + " is there twice, without a byte range");
                require(segment.count("EXTINF") == 1, "§4.4.4.1: no EXTINF of " + name);
                require(Math.round(segment.duration()) <= target, "§4.4.3.1: " + name + " is too long");
            } else {
                require(segment.count("EXTINF") == 0, "§4.4.4.1: EXTINF without URI");
                require(segment.count("EXT-X-PART") > 0, "§4.4.4: tags of no segment");
            }
            require(segment.count("EXT-X-MAP") <= 1, "§4.4.4.5: two maps of " + name);
            require(segment.count("EXT-X-PROGRAM-DATE-TIME") <= 1, "§4.4.4.6: two times of " + name);
            require(partsComeLast(segment), "§4.4.4.9: a part of " + name + " in front of what holds for it");
            require(
                    segment.count("EXT-X-PART") == 0 || left < EDGE * target,
                    "§6.2.2: parts of " + name + " are " + left + " s from the end");
            parts(segment, name, uris);
        }
        timesOfDay();
    }

    private static boolean partsComeLast(Playlist.Segment segment) {
        List<String> names = segment.lines().stream().map(Playlist.Tag::name).toList();
        int first = names.indexOf("EXT-X-PART");
        return first < 0
                || names.subList(first, names.size()).stream()
                        .allMatch(name -> name.equals("EXT-X-PART") || name.equals("EXTINF"));
    }

    private void parts(Playlist.Segment segment, String name, Set<String> uris) {
        List<Map<String, String>> parts = segment.all("EXT-X-PART");
        require(parts.isEmpty() || playlist.has("EXT-X-PART-INF"), "§4.4.3.7: parts without EXT-X-PART-INF");
        require(
                parts.isEmpty()
                        || !playlist.has(INDEPENDENT)
                        || parts.getFirst().containsKey("INDEPENDENT"),
                "§4.4.2.1: " + name + " is not independent");
        double sum = 0;
        for (int i = 0; i < parts.size(); i++) {
            Map<String, String> part = parts.get(i);
            double duration = Double.parseDouble(part.getOrDefault("DURATION", "0"));
            sum += duration;
            boolean nextIsGap = i + 1 < parts.size() && parts.get(i + 1).containsKey("GAP");
            boolean mayBeShort = part.containsKey("INDEPENDENT")
                    || part.containsKey("GAP")
                    || nextIsGap
                    || (segment.isFinished() && i == parts.size() - 1);
            String which = "part " + i + " of " + name + " lasts " + duration;
            require(
                    duration > 0 && duration <= partTarget,
                    "§4.4.4.9: " + which + " (PART-TARGET: " + partTarget + ")");
            require(mayBeShort || duration >= LEAST_PART * partTarget, "§4.4.4.9: " + which + " (less than 85 %)");
            String uri = part.getOrDefault("URI", "");
            require(!uri.isEmpty() && uris.add(uri), "§4.4.4.9: part " + i + " of " + name + " has the URI " + uri);
        }
        // A part that is said to last as long as it may can last longer, where a picture stays.
        boolean stays =
                parts.stream().anyMatch(part -> Double.parseDouble(part.getOrDefault("DURATION", "0")) == partTarget);
        double rest = segment.duration() - sum;
        require(
                parts.isEmpty() || (rest > -ROUNDING && (rest < ROUNDING || stays)),
                "§3.1.2: parts of " + name + " last " + sum + " and not " + segment.duration());
    }

    private void timesOfDay() {
        Instant expected = null;
        for (Playlist.Segment segment : playlist.segments()) {
            String said = segment.value("EXT-X-PROGRAM-DATE-TIME");
            Instant time = said == null ? null : Instant.parse(said);
            if (time != null && expected != null && segment.count("EXT-X-DISCONTINUITY") == 0) {
                long off = Math.abs(ChronoUnit.MILLIS.between(expected, time));
                require(off <= 2, "§6.2.1: " + said + " is " + off + " ms off");
            }
            expected = time == null ? null : time.plusNanos(Math.round(segment.duration() * 1e9));
        }
    }

    private void edge() {
        boolean ended = playlist.has("EXT-X-ENDLIST");
        require(!ended || !playlist.has("EXT-X-PRELOAD-HINT"), "§4.4.5.3: a hint at the end");
        for (String hint : playlist.tags().getOrDefault("EXT-X-PRELOAD-HINT", List.of())) {
            Map<String, String> attributes = new Playlist.Tag("", hint).attributes();
            require("PART".equals(attributes.get("TYPE")), "§4.4.5.3: hint of type " + attributes.get("TYPE"));
            String uri = attributes.getOrDefault("URI", "");
            boolean there = playlist.segments().stream()
                    .flatMap(segment -> segment.all("EXT-X-PART").stream())
                    .anyMatch(part -> uri.equals(part.get("URI")));
            require(!uri.isEmpty() && !there, "§4.4.5.3: hint at " + uri + ", which is there");
        }
        for (String report : playlist.tags().getOrDefault("EXT-X-RENDITION-REPORT", List.of())) {
            Map<String, String> attributes = new Playlist.Tag("", report).attributes();
            require(
                    attributes.keySet().containsAll(Set.of("URI", "LAST-MSN", "LAST-PART")),
                    "§4.4.5.4: report of " + attributes);
            require(!attributes.getOrDefault("URI", "").contains("://"), "§4.4.5.4: a URI that is not relative");
        }
    }

    private void follows(Playlist old) {
        for (String name : List.of("EXT-X-TARGETDURATION", "EXT-X-PART-INF", "EXT-X-SERVER-CONTROL")) {
            require(old.value(name, "").equals(playlist.value(name, "")), "§6.2.1: another " + name);
        }
        require(old.has(INDEPENDENT) || !playlist.has(INDEPENDENT), "§4.4.2.1: segments are independent again");
        long removed = playlist.firstMsn() - old.firstMsn();
        require(removed >= 0, "§6.2.2: the media sequence goes back by " + -removed);
        require(
                removed <= 0 || playlist.duration() >= EDGE * target - ROUNDING,
                "§6.2.2: segments are gone, and " + playlist.duration() + " s are left");
        require(!old.has("EXT-X-ENDLIST") || old.equals(playlist), "§6.2.1: it goes on after its end");
        long discontinuities = old.segments().stream()
                .limit(Math.max(0, removed))
                .mapToInt(segment -> segment.count("EXT-X-DISCONTINUITY"))
                .sum();
        if (removed <= old.segments().size()) {
            require(
                    playlist.number("EXT-X-DISCONTINUITY-SEQUENCE", "0")
                            == old.number("EXT-X-DISCONTINUITY-SEQUENCE", "0") + discontinuities,
                    "§6.2.2: " + discontinuities + " discontinuities are gone, which the sequence does not count");
        }
        for (int i = (int) Math.max(0, removed); i < old.segments().size(); i++) {
            int now = (int) (i - removed);
            require(now < playlist.segments().size(), "§6.2.1: segment " + (old.firstMsn() + i) + " is gone");
            if (now < playlist.segments().size()) {
                isSame(old.segments().get(i), playlist.segments().get(now));
            }
        }
        hintCameTrue(old);
    }

    /** Finished segments stay as they are, but for parts that go; one that is not gets more parts. */
    private void isSame(Playlist.Segment old, Playlist.Segment now) {
        if (old.isFinished()) {
            require(old.uri().equals(now.uri()) && old.duration() == now.duration(), "§6.2.1: " + old + " is " + now);
        }
        require(
                old.count("EXT-X-DISCONTINUITY") == now.count("EXT-X-DISCONTINUITY"),
                "§6.2.1: a discontinuity comes or goes before " + now.uri());
        List<Map<String, String>> parts = now.all("EXT-X-PART");
        List<Map<String, String>> before = old.all("EXT-X-PART");
        boolean kept =
                parts.size() >= before.size() && parts.subList(0, before.size()).equals(before);
        require(kept || (parts.isEmpty() && now.isFinished()), "§6.2.1: other parts of " + now.uri());
    }

    private void hintCameTrue(Playlist old) {
        String hint = old.attributes("EXT-X-PRELOAD-HINT").getOrDefault("URI", "");
        boolean moved = old.segments().size() != playlist.segments().size()
                || playlist.firstMsn() != old.firstMsn()
                || !old.segments().equals(playlist.segments());
        List<Map<String, String>> parts = partsThatWereNext(old);
        boolean farLater = parts.isEmpty();
        boolean came = parts.stream().anyMatch(part -> hint.equals(part.get("URI")));
        require(
                hint.isEmpty() || !moved || farLater || playlist.has("EXT-X-ENDLIST") || came,
                "§4.4.5.3: the hinted part " + hint + " never came");
    }

    /** Of the segment that {@code old} ends with, or of the one after it; none if that is too old to have any. */
    private List<Map<String, String>> partsThatWereNext(Playlist old) {
        boolean isOpen = !old.segments().isEmpty() && !old.segments().getLast().isFinished();
        long index = old.firstMsn() + old.segments().size() - (isOpen ? 1 : 0) - playlist.firstMsn();
        return index < 0 || index >= playlist.segments().size()
                ? List.of()
                : playlist.segments().get((int) index).all("EXT-X-PART");
    }

    private void isSkippedIn(Playlist delta) {
        int skipped = (int) (delta.firstMsn() - playlist.firstMsn());
        require(skipped > 0, "§6.2.5.1: nothing is skipped");
        double kept = delta.duration();
        require(kept >= SKIP_BOUNDARY * target - ROUNDING, "§6.2.5.1: only " + kept + " s are left");
        List<Playlist.Segment> rest =
                playlist.segments().subList(skipped, playlist.segments().size());
        require(rest.equals(delta.segments()), "§6.2.5.1: " + rest + " are " + delta.segments());
        for (String name : List.of("EXT-X-MEDIA-SEQUENCE", "EXT-X-DISCONTINUITY-SEQUENCE", "EXT-X-TARGETDURATION")) {
            require(playlist.value(name, "").equals(delta.value(name, "")), "§4.4.5.2: another " + name);
        }
    }
}
