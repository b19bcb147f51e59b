package io.millrace.mux.hls;

/** Times of day as playlists have them [RFC 8216bis §4.4.4.6]. */
final class UtcTime {
    private static final int MILLIS_OF_DAY = 86_400_000;

    // The Gregorian calendar repeats itself every 400 years, which are counted from a first of March.
    private static final int DAYS_OF_ERA = 146_097;
    private static final int YEARS_OF_ERA = 400;
    private static final int DAYS_BEFORE_1970 = 719_468;
    private static final int DAYS_OF_CENTURY = 36_524;
    private static final int DAYS_OF_FOUR_YEARS = 1460;

    private UtcTime() {}

    /**
     * Such as {@code 2010-02-19T14:54:23.031Z}.
     *
     * @param millis since 1970
     */
    static String format(long millis) {
        long day = Math.floorDiv(millis, MILLIS_OF_DAY) + DAYS_BEFORE_1970;
        int time = Math.floorMod(millis, MILLIS_OF_DAY);
        long era = Math.floorDiv(day, DAYS_OF_ERA);
        int dayOfEra = Math.floorMod(day, DAYS_OF_ERA);
        int yearOfEra =
                (dayOfEra - dayOfEra / DAYS_OF_FOUR_YEARS + dayOfEra / DAYS_OF_CENTURY - dayOfEra / (DAYS_OF_ERA - 1))
                        / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int month = (5 * dayOfYear + 2) / 153; // from March on; five months have 153 days
        int dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1;
        long year = yearOfEra + era * YEARS_OF_ERA + (month >= 10 ? 1 : 0);
        return digits(year, 4)
                + '-'
                + digits(month >= 10 ? month - 9 : month + 3, 2)
                + '-'
                + digits(dayOfMonth, 2)
                + 'T'
                + digits(time / 3_600_000, 2)
                + ':'
                + digits(time / 60_000 % 60, 2)
                + ':'
                + digits(time / 1000 % 60, 2)
                + '.'
                + digits(time % 1000, 3)
                + 'Z';
    }

    private static String digits(long value, int count) {
        String digits = Long.toString(value);
        return "0".repeat(Math.max(0, count - digits.length())) + digits;
    }
}
