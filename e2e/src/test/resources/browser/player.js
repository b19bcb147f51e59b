'use strict';

// What tests ask of the page: to play, by one of the players, and promises of what then happens.

const LIMIT_MILLIS = 60000;
const MP4_BEHIND_SECONDS = 0.5;
const video = document.querySelector('video');
// Of hls.js: the track of the newest sound, parts that were loaded, segments that deltas left out, deltas of no use.
const seen = {sound: -1, parts: 0, skipped: 0, failedDeltas: 0};
let hls;
let flv;

let fail;
const failure = new Promise((resolve, reject) => { fail = text => reject(new Error(text)); });
failure.catch(() => {}); // told by whatever waits
video.addEventListener('error', () => fail(`video: ${video.error.message}`));

function playFlv(url) {
    flv = mpegts.createPlayer(
        {type: 'flv', isLive: true, url},
        {enableStashBuffer: false, liveBufferLatencyChasing: true});
    flv.on(mpegts.Events.ERROR, (type, detail, info) => fail(`mpegts.js: ${type} ${detail} ${info?.msg}`));
    flv.attachMediaElement(video);
    flv.load();
    flv.play();
}

function stopFlv() {
    flv.destroy();
}

function playHls(url, lowLatencyMode) {
    hls = new Hls({lowLatencyMode, maxLiveSyncPlaybackRate: lowLatencyMode ? 1.5 : 1});
    hls.on(Hls.Events.ERROR, (event, data) => {
        if (data.fatal) {
            fail(`hls.js: ${data.type} ${data.details} ${data.error}`);
        }
    });
    hls.on(Hls.Events.FRAG_LOADED, (event, data) => { seen.parts += data.part ? 1 : 0; });
    hls.on(Hls.Events.LEVEL_UPDATED, (event, {details}) => {
        seen.skipped += details.skippedSegments;
        seen.failedDeltas += details.deltaUpdateFailed ? 1 : 0;
    });
    hls.on(Hls.Events.FRAG_BUFFERED, (event, {frag}) => {
        if (frag.type == 'audio') {
            seen.sound = frag.level;
        }
    });
    hls.loadSource(url);
    hls.attachMedia(video);
    video.play();
}

/** MP4 through a WebSocket, frame by frame. */
function playMp4(url) {
    const source = new MediaSource();
    const waiting = [];
    let buffer;
    function append() {
        const buffered = video.buffered;
        if (buffered.length > 0 && buffered.end(buffered.length - 1) - video.currentTime > MP4_BEHIND_SECONDS) {
            video.currentTime = buffered.end(buffered.length - 1);
        }
        if (waiting.length === 0 || buffer?.updating) {
            return;
        }
        const message = waiting.shift();
        if (message[0] !== '{'.charCodeAt(0)) {
            buffer.appendBuffer(message);
            return;
        }
        buffer = source.addSourceBuffer(JSON.parse(new TextDecoder().decode(message)).mime);
        buffer.addEventListener('updateend', append);
        append();
    }
    source.addEventListener('sourceopen', () => {
        const socket = new WebSocket(url);
        socket.binaryType = 'arraybuffer';
        socket.addEventListener('message', ({data}) => { waiting.push(new Uint8Array(data)); append(); });
        socket.addEventListener('close', ({code, reason}) => fail(`WebSocket: ${code} ${reason}`));
    });
    video.src = URL.createObjectURL(source);
    video.play();
}

function playFile(url) {
    video.src = url;
    video.play();
}

/** Resolves when there is one more player in this page, with all of this: `frames[0]` is the first. */
function another() {
    const frame = document.createElement('iframe');
    const loaded = new Promise(resolve => { frame.addEventListener('load', () => resolve()); });
    frame.src = location.href;
    document.body.append(frame);
    return loaded;
}

/** Resolves as soon as `condition` holds, which is looked at whenever the video has gone on. */
function until(condition) {
    let look;
    let limit;
    const held = new Promise((resolve, reject) => {
        look = () => condition() && resolve();
        limit = setTimeout(() => reject(new Error(`${condition} is not so; ${JSON.stringify(state())}`)), LIMIT_MILLIS);
        video.addEventListener('timeupdate', look);
        look();
    });
    return Promise.race([held, failure]).finally(() => {
        clearTimeout(limit);
        video.removeEventListener('timeupdate', look);
    });
}

/** Resolves when so much more was played, wherever it is in the stream, and its pictures and sound decoded. */
function plays(seconds) {
    const before = state();
    return until(() => {
        const now = state();
        return now.played >= before.played + seconds && now.pictures > before.pictures && now.soundBytes > before.soundBytes;
    });
}

function ranges(times) {
    return Array.from({length: times.length}, (none, i) => [times.start(i), times.end(i)]);
}

function state() {
    return {
        played: ranges(video.played).reduce((sum, [start, end]) => sum + end - start, 0),
        at: video.currentTime,
        buffered: ranges(video.buffered),
        width: video.videoWidth,
        height: video.videoHeight,
        pictures: video.getVideoPlaybackQuality().totalVideoFrames,
        soundBytes: video.webkitAudioDecodedByteCount,
        ...seen,
    };
}

/** Milliseconds between what the clock in the picture shows and what it is, for each picture in so many seconds. */
function latencies(seconds, blocks) {
    const canvas = new OffscreenCanvas(video.videoWidth, 1);
    const context = canvas.getContext('2d', {willReadFrequently: true});
    const step = video.videoWidth / blocks;
    const found = [];
    const end = performance.now() + seconds * 1000;
    return new Promise(resolve => {
        const look = () => {
            const now = Date.now();
            context.drawImage(video, 0, 4, video.videoWidth, 1, 0, 0, video.videoWidth, 1);
            const {data} = context.getImageData(0, 0, video.videoWidth, 1);
            let shown = 0;
            for (let block = 0; block < blocks; block++) {
                shown = shown * 2 + (data[4 * Math.floor((block + 0.5) * step)] > 127 ? 1 : 0);
            }
            found.push(now - shown);
            if (performance.now() < end) {
                video.requestVideoFrameCallback(look);
            } else {
                resolve(found);
            }
        };
        video.requestVideoFrameCallback(look);
    });
}
