package io.millrace.client;

import io.millrace.media.MediaFrame;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Publishes what it is given, and asks for the next frame when there is room for it. */
final class PublishingSubscriber implements Flow.Subscriber<MediaFrame> {
    private final RtmpPublisher publisher;
    private Flow.@Nullable Subscription subscription;

    PublishingSubscriber(RtmpPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        if (subscription != null) {
            given.cancel();
            return;
        }
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(MediaFrame frame) {
        publisher.writeAsync(frame).whenComplete((done, failure) -> {
            Flow.Subscription from = subscription;
            if (from != null && failure == null) {
                from.request(1);
            } else if (from != null) {
                from.cancel();
            }
        });
    }

    @Override
    public void onError(Throwable failure) {
        publisher.closeAsync();
    }

    @Override
    public void onComplete() {
        publisher.closeAsync();
    }
}
