package io.millrace.media;

import java.util.ArrayList;
import java.util.List;

/** How many channels an audio track has, and which is which: the content of a MultichannelConfig packet [ER-067]. */
public sealed interface ChannelLayout {
    /** 0 to 255. */
    int channelCount();

    /** Only the number is known. */
    record Unspecified(int channelCount) implements ChannelLayout {}

    /**
     * The channels whose bits are set, in the order of the bits.
     *
     * @param mask bit n for the {@link AudioChannel} of number n; need not agree with the count
     */
    record Native(int channelCount, int mask) implements ChannelLayout {
        /** The speakers of the mask; bits beyond them mean nothing. */
        public List<AudioChannel> channels() {
            List<AudioChannel> channels = new ArrayList<>();
            for (AudioChannel channel : AudioChannel.values()) {
                if (channel.number() < Integer.SIZE && (mask >> channel.number() & 1) != 0) {
                    channels.add(channel);
                }
            }
            return List.copyOf(channels);
        }
    }

    /** Each channel named, in the order in which they come. */
    record Custom(List<AudioChannel> channels) implements ChannelLayout {
        public Custom {
            channels = List.copyOf(channels);
        }

        @Override
        public int channelCount() {
            return channels.size();
        }
    }
}
