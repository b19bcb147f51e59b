package io.millrace.client.probe;

/** How evenly frames come in, measured by their timestamps. */
final class ArrivalMeter {
    /** Weight of the newest difference in the jitter [RFC3550 §6.4.1]. */
    private static final double GAIN = 1 / 16.0;

    private double transitMillis;
    private double leastTransitMillis;
    private double jitterMillis;

    /**
     * Counts a frame in.
     *
     * @param goesOn whether the timestamp goes on from the one before it; else measuring begins anew
     */
    void add(long dtsMillis, double arrivalMillis, boolean goesOn) {
        double transit = arrivalMillis - dtsMillis;
        if (goesOn) {
            jitterMillis += (Math.abs(transit - transitMillis) - jitterMillis) * GAIN;
            leastTransitMillis = Math.min(leastTransitMillis, transit);
        } else {
            leastTransitMillis = transit;
        }
        transitMillis = transit;
    }

    double jitterMillis() {
        return jitterMillis;
    }

    /** How much later the newest frame came than it would have with the quickest. */
    double behindMillis() {
        return transitMillis - leastTransitMillis;
    }
}
