package io.millrace.cli;

import io.millrace.client.file.PacedReader;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How many times real time: {@code 1}, {@code 0.5}, {@code 10x}, {@code max}. */
final class SpeedConverter implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        if (text.equals("max")) {
            return PacedReader.UNLIMITED;
        }
        try {
            double speed = Double.parseDouble(text.replaceFirst("x$", ""));
            if (speed >= PacedReader.MIN_SPEED && speed <= PacedReader.MAX_SPEED) {
                return speed;
            }
        } catch (NumberFormatException e) {
            // the same answer
        }
        throw new TypeConversionException("'" + text + "' (expected: 0.1 to 100, or max)");
    }
}
