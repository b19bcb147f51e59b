package io.millrace.media.codec;

/**
 * The part of {@link VideoParameters} that parameter sets and frame headers hold.
 *
 * @param width in pixels, as shown: cropped
 * @param height in pixels, of both fields
 */
record PictureFormat(int width, int height, int bitDepth, ChromaFormat chroma, ColorDescription color) {
    static final PictureFormat UNKNOWN = new PictureFormat(0, 0, 0, ChromaFormat.UNKNOWN, ColorDescription.UNSPECIFIED);

    /** More pixels in a row or column than any level of any codec allows. */
    static final int MAX_SIDE = 65_536;

    PictureFormat withColor(ColorDescription newColor) {
        return new PictureFormat(width, height, bitDepth, chroma, newColor);
    }

    /**
     * The window within the coded picture that is shown, as H.264, H.265 and H.266 write it: a flag, then how much to cut
     * at left, right, top and bottom, in units of {@code unitX} and {@code unitY} pixels.
     */
    PictureFormat cropped(BitReader in, int unitX, int unitY) {
        if (!in.flag()) {
            return this;
        }
        long cutX = (long) unitX * (in.ue(MAX_SIDE) + in.ue(MAX_SIDE));
        long cutY = (long) unitY * (in.ue(MAX_SIDE) + in.ue(MAX_SIDE));
        if (cutX >= width || cutY >= height) {
            throw new MalformedConfigurationException(
                    "nothing left of " + width + "x" + height + " when " + cutX + "x" + cutY + " is cut off");
        }
        return new PictureFormat((int) (width - cutX), (int) (height - cutY), bitDepth, chroma, color);
    }
}
