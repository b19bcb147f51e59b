package io.millrace.client.probe;

import java.util.List;
import java.util.Optional;

/**
 * How many pixels a level lets a decoder take, per picture and per second [H.264 table A-1, H.265 tables A.8 and A.9].
 *
 * @param unitSide of the squares of pixels that are counted
 * @param levels from the lowest to the highest
 */
record Levels(int unitSide, List<Level> levels) {
    /** In macroblocks. */
    static final Levels H264 = new Levels(
            16,
            List.of(
                    new Level("1.0", 99, 1485),
                    new Level("1b", 99, 1485),
                    new Level("1.1", 396, 3000),
                    new Level("1.2", 396, 6000),
                    new Level("1.3", 396, 11_880),
                    new Level("2.0", 396, 11_880),
                    new Level("2.1", 792, 19_800),
                    new Level("2.2", 1620, 20_250),
                    new Level("3.0", 1620, 40_500),
                    new Level("3.1", 3600, 108_000),
                    new Level("3.2", 5120, 216_000),
                    new Level("4.0", 8192, 245_760),
                    new Level("4.1", 8192, 245_760),
                    new Level("4.2", 8704, 522_240),
                    new Level("5.0", 22_080, 589_824),
                    new Level("5.1", 36_864, 983_040),
                    new Level("5.2", 36_864, 2_073_600),
                    new Level("6.0", 139_264, 4_177_920),
                    new Level("6.1", 139_264, 8_355_840),
                    new Level("6.2", 139_264, 16_711_680)));
    /** In luma samples. */
    static final Levels H265 = new Levels(
            1,
            List.of(
                    new Level("1.0", 36_864, 552_960),
                    new Level("2.0", 122_880, 3_686_400),
                    new Level("2.1", 245_760, 7_372_800),
                    new Level("3.0", 552_960, 16_588_800),
                    new Level("3.1", 983_040, 33_177_600),
                    new Level("4.0", 2_228_224, 66_846_720),
                    new Level("4.1", 2_228_224, 133_693_440),
                    new Level("5.0", 8_912_896, 267_386_880),
                    new Level("5.1", 8_912_896, 534_773_760),
                    new Level("5.2", 8_912_896, 1_069_547_520),
                    new Level("6.0", 35_651_584, 1_069_547_520),
                    new Level("6.1", 35_651_584, 2_139_095_040L),
                    new Level("6.2", 35_651_584, 4_278_190_080L)));

    /** Timestamps in whole milliseconds make a frame rate a little uncertain. */
    private static final double TOLERANCE = 1.02;

    record Level(String name, long picture, long second) {
        boolean fits(long units, double frameRate) {
            return units <= picture && units * frameRate <= second * TOLERANCE;
        }
    }

    Levels {
        levels = List.copyOf(levels);
    }

    /** The lowest level for pictures that {@code declared} has no room for; empty if it has, or is not known. */
    Optional<String> needed(String declared, int width, int height, double frameRate) {
        long units = (long) Math.ceilDiv(width, unitSide) * Math.ceilDiv(height, unitSide);
        String name = declared.split(" ", 2)[0];
        return levels.stream()
                .filter(level -> level.name().equals(name))
                .filter(level -> !level.fits(units, frameRate))
                .findFirst()
                .flatMap(tooLow -> levels.stream()
                        .filter(level -> level.fits(units, frameRate))
                        .findFirst())
                .map(Level::name);
    }
}
