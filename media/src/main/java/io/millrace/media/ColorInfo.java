package io.millrace.media;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Colour and HDR of a video track, as a metadata packet tells it: the object {@code colorInfo}, with its names [ER-154]. What
 * is absent is not known: no defaults are to be assumed [ER-006].
 */
public record ColorInfo(Optional<ColorConfig> colorConfig, Optional<HdrCll> hdrCll, Optional<HdrMdcv> hdrMdcv) {
    /** The original colour state: nothing is said [ER-152]. */
    public static final ColorInfo NONE = new ColorInfo(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * How samples become light, in code points of H.273.
     *
     * @param bitDepth 8, 10 or 12 as a rule
     * @param colorPrimaries 0 to 255, as the two after it
     */
    public record ColorConfig(
            OptionalInt bitDepth,
            OptionalInt colorPrimaries,
            OptionalInt transferCharacteristics,
            OptionalInt matrixCoefficients) {}

    /**
     * Content light level, in cd/m².
     *
     * @param maxFall of the brightest frame on average, 0.0001 to 10000
     * @param maxCll of the brightest pixel, in the same range
     */
    public record HdrCll(OptionalDouble maxFall, OptionalDouble maxCll) {}

    /**
     * Colour volume of the mastering display [SMPTE ST 2086].
     *
     * @param maxLuminance 5 to 10000 cd/m²
     * @param minLuminance 0.0001 to 5 cd/m²
     */
    public record HdrMdcv(
            Optional<Chromaticity> red,
            Optional<Chromaticity> green,
            Optional<Chromaticity> blue,
            Optional<Chromaticity> whitePoint,
            OptionalDouble maxLuminance,
            OptionalDouble minLuminance) {}

    /**
     * A colour of CIE 1931.
     *
     * @param x 0.0001 to 0.74
     * @param y 0.0001 to 0.84
     */
    public record Chromaticity(double x, double y) {}
}
