/**
 * What the API says, as far as the console shows it; openapi.json has all of it.
 *
 * @typedef {{p50Millis: number, p99Millis: number, maxMillis: number}} Latency
 * @typedef {{host: string, port: number, schemes: string[]}} Address
 * @typedef {Record<string, number>} CountsBy
 *
 * @typedef {object} Counters
 * @property {number} connections
 * @property {number} sessions
 * @property {number} publishers
 * @property {number} players
 * @property {CountsBy} playersBy
 * @property {number} streams
 * @property {number} connectionsTotal
 * @property {number} connectionsRefusedTotal
 * @property {number} playersRefusedTotal
 * @property {number} stalledPeersTotal
 * @property {number} receivedBytesTotal
 * @property {number} sentBytesTotal
 * @property {number} jumpsTotal
 * @property {number} bufferBytes
 * @property {Latency} fanOut
 * @property {Latency} loopLag
 *
 * @typedef {object} Server
 * @property {string} version
 * @property {string} java
 * @property {string} transport
 * @property {string} startedAt
 * @property {number} uptimeMillis
 * @property {boolean} draining
 * @property {Address[]} addresses
 * @property {Counters} counters
 *
 * @typedef {object} Measured
 * @property {number} bitsPerSecond
 * @property {number} framesPerSecond
 * @property {number} framesTotal
 * @property {number} keyFramesTotal
 * @property {number} gopMillis
 * @property {number} gopFrames
 * @property {number} longestGopMillis
 * @property {number} jitterMillis
 *
 * @typedef {object} Track
 * @property {'video' | 'audio'} kind
 * @property {number} id
 * @property {string} codec
 * @property {string} [codecString]
 * @property {string} [profile]
 * @property {string} [level]
 * @property {number} [width]
 * @property {number} [height]
 * @property {number} [bitDepth]
 * @property {string} [hdr]
 * @property {number} [sampleRate]
 * @property {number} [channels]
 * @property {string} [language]
 * @property {string} [name]
 * @property {Measured} [measured]
 *
 * @typedef {{session: number, carrier: string, address: string, agent: string}} Publisher
 *
 * @typedef {object} Recording
 * @property {string} stream
 * @property {string} application
 * @property {string} [file]
 * @property {string} startedAt
 * @property {number} bytesTotal
 * @property {number} durationMillis
 * @property {number} gapsTotal
 *
 * @typedef {{application: string, file: string, bytes: number, modifiedAt: string, recording: boolean}} RecordedFile
 *
 * @typedef {object} Stream
 * @property {string} path
 * @property {string} application
 * @property {string} name
 * @property {boolean} published
 * @property {boolean} awaitsPublisher
 * @property {string} [publishedAt]
 * @property {Publisher} [publisher]
 * @property {number} bitsPerSecond
 * @property {number} framesTotal
 * @property {number} bytesTotal
 * @property {number} droppedFramesTotal
 * @property {number} timelineBreaksTotal
 * @property {number} jumpsTotal
 * @property {number} viewers
 * @property {CountsBy} viewersBy
 * @property {Recording} [recording]
 * @property {Track[]} tracks
 *
 * @typedef {object} Session
 * @property {number} id
 * @property {string} carrier
 * @property {string} address
 * @property {string} agent
 * @property {string} application
 * @property {string} connectedAt
 * @property {number} bytesReceived
 * @property {number} bytesSent
 * @property {string[]} publishes
 * @property {string[]} plays
 *
 * @typedef {{key: string, value: string, byDefault: string, changed: boolean}} ConfigOption
 *
 * @typedef {{stream: string, bitsPerSecond: number, framesPerSecond: number, viewers: number}} StreamFigures
 *
 * @typedef {object} Figures
 * @property {number} uptimeMillis
 * @property {number} publishers
 * @property {number} players
 * @property {number} sessions
 * @property {number} receivedBitsPerSecond
 * @property {number} sentBitsPerSecond
 * @property {StreamFigures[]} streams
 *
 * What a page of the console is: made when it is opened, and told when there is something new.
 *
 * @typedef {object} View
 * @property {string} title
 * @property {HTMLElement} root
 * @property {() => void} update is called at most once per frame
 * @property {() => Promise<void>} [refresh] asks for what it shows; is called when it is opened, then every other second
 * @property {() => void} [close]
 */
export {};
