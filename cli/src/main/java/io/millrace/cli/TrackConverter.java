package io.millrace.cli;

import io.millrace.flv.TrackChoice;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Tracks as people name them: {@code all}, {@code 0}, {@code 0,2}. */
final class TrackConverter implements ITypeConverter<TrackChoice> {
    private static final int MAX_ID = 255;

    @Override
    public TrackChoice convert(String text) {
        if (text.equals("all")) {
            return new TrackChoice.AsPublished();
        }
        try {
            return new TrackChoice.Only(
                    Arrays.stream(text.split(",", -1)).map(TrackConverter::id).collect(Collectors.toSet()));
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' (expected: all, or IDs from 0 to 255 such as 0,2)");
        }
    }

    private static int id(String text) {
        int id = Integer.parseInt(text);
        if (id < 0 || id > MAX_ID) {
            throw new NumberFormatException(text);
        }
        return id;
    }
}
