package io.millrace.media.codec;

/** How many colour samples there are for those of brightness. */
public enum ChromaFormat {
    /** The stream does not tell. */
    UNKNOWN("", 1, 1),
    MONOCHROME("4:0:0", 1, 1),
    YUV_420("4:2:0", 2, 2),
    YUV_422("4:2:2", 2, 1),
    YUV_440("4:4:0", 1, 2),
    /** All colour samples; RGB is of this kind, too. */
    YUV_444("4:4:4", 1, 1);

    private final String text;
    private final int subWidth;
    private final int subHeight;

    ChromaFormat(String text, int subWidth, int subHeight) {
        this.text = text;
        this.subWidth = subWidth;
        this.subHeight = subHeight;
    }

    /** Luma samples in a row for each chroma sample: SubWidthC [H.264 §6.2]. */
    int subWidth() {
        return subWidth;
    }

    /** Luma samples in a column for each chroma sample: SubHeightC. */
    int subHeight() {
        return subHeight;
    }

    /** By chroma_format_idc, as H.264, H.265 and H.266 number them. */
    static ChromaFormat ofIdc(int chromaFormatIdc) {
        return switch (chromaFormatIdc) {
            case 0 -> MONOCHROME;
            case 1 -> YUV_420;
            case 2 -> YUV_422;
            case 3 -> YUV_444;
            default -> throw new MalformedConfigurationException("chroma format " + chromaFormatIdc + " (limit: 3)");
        };
    }

    /** By the two flags of AV1 and VP9. */
    static ChromaFormat ofSubsampling(boolean horizontal, boolean vertical) {
        if (horizontal) {
            return vertical ? YUV_420 : YUV_422;
        }
        return vertical ? YUV_440 : YUV_444;
    }

    /** As people write it, {@code 4:2:0}; empty if unknown. */
    @Override
    public String toString() {
        return text;
    }
}
