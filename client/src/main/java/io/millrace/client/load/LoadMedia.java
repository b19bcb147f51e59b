package io.millrace.client.load;

import java.nio.file.Path;

/** What the publishers of a load send. */
public sealed interface LoadMedia {
    /**
     * Messages with the shape of AVC and AAC, made up as they are sent. Each holds a number and the time at which it was
     * sent, so that players of the same load can tell what is missing and how long the rest took.
     *
     * @param bitsPerSecond of video and audio together, 128,000 to 1,000,000,000
     * @param frameRate of video, 1 to 240 a second
     * @param gopFrames from key frame to key frame, 1 to 10,000; a key frame is eight times as large as another
     * @param audio whether 96,000 bits a second of it are audio, at 48 kHz
     */
    record Generated(long bitsPerSecond, int frameRate, int gopFrames, boolean audio) implements LoadMedia {
        /** 2.5 Mbit/s with 30 frames a second, a key frame every two seconds, and audio. */
        public static final Generated DEFAULT = new Generated(2_500_000, 30, 60, true);

        /** @throws IllegalArgumentException if a value is out of its range */
        public Generated {
            LoadOptions.require("bit rate", bitsPerSecond, 128_000, 1_000_000_000);
            LoadOptions.require("frame rate", frameRate, 1, 240);
            LoadOptions.require("frames of a GOP", gopFrames, 1, 10_000);
        }
    }

    /**
     * The frames of a file, over and over, each publisher from its beginning. They are held in memory, 256 MiB at most. They
     * have no numbers: what is missing, and how long they took, is not known.
     */
    record MediaFile(Path path) implements LoadMedia {}
}
