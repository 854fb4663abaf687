/**
 * The shapes that the server sends and takes, for the type checker alone. Written by scripts/shape_types.py
 * from app/wire/; do not edit it by hand.
 */

/**
 * @typedef {object} Added
 * @property {string} id
 * @property {boolean} waits
 */

/**
 * @typedef {object} Album
 * @property {number} cursor
 * @property {number} photos
 * @property {number} chapters_no
 * @property {ChapterOutline[]} chapters
 */

/**
 * @typedef {object} Alive
 * @property {true} alive
 * @property {string | null} address
 * @property {string} scheme
 */

/**
 * @typedef {object} Book
 * @property {number} version
 * @property {BookChoice} choice
 * @property {boolean} can_make
 * @property {string} title
 * @property {string} day
 * @property {number} width
 * @property {number} height
 * @property {number} margin
 * @property {string} cover
 * @property {string[]} order
 * @property {string[]} left_out
 * @property {BookPhoto[]} photos
 * @property {BookPage[]} pages
 */

/**
 * @typedef {object} BookChoice
 * @property {string} format
 * @property {boolean} bleed
 * @property {string} cover
 * @property {string[]} left_out
 * @property {string[][]} moved
 */

/**
 * @typedef {object} BookEntry
 * @property {string} name
 * @property {string} pages
 */

/**
 * @typedef {object} BookPage
 * @property {string} kind
 * @property {number} number
 * @property {string} heading
 * @property {BookPlace[]} places
 * @property {BookEntry[][]} columns
 */

/**
 * @typedef {object} BookPhoto
 * @property {string} id
 * @property {string} author
 * @property {string} caption
 * @property {boolean} card
 * @property {string} small
 * @property {string} large
 * @property {number} width
 * @property {number} height
 * @property {number[]} focus
 */

/**
 * @typedef {object} BookPlace
 * @property {string} photo
 * @property {number[]} box
 * @property {number[] | null} words
 */

/**
 * @typedef {object} Calm
 * @property {boolean} shows_all
 */

/**
 * @typedef {object} Caught
 * @property {string} photo
 * @property {string} author
 * @property {string} caption
 * @property {string} word
 */

/**
 * @typedef {object} Change
 * @property {number} no
 * @property {string} kind
 * @property {string | null} photo
 * @property {"" | "processing" | "waiting" | "shown" | "hidden" | "deleted"} photo_state
 * @property {boolean} by_host
 * @property {string} by
 * @property {string} by_name
 * @property {string} author
 * @property {string} detail
 * @property {string} at
 * @property {Words | null} words_before
 * @property {ChangedComment | null} comment
 * @property {string} collection
 * @property {boolean} undoable
 */

/**
 * @typedef {object} ChangedChapter
 * @property {number} no
 * @property {string} [title]
 * @property {string} [photo]
 */

/**
 * @typedef {object} ChangedCollection
 * @property {number} no
 * @property {string} [title]
 * @property {string} [query]
 */

/**
 * @typedef {object} ChangedComment
 * @property {string} id
 * @property {string} author
 * @property {string} text
 * @property {"shown" | "waiting" | "hidden"} state
 */

/**
 * @typedef {object} ChangedGuest
 * @property {string} guest
 */

/**
 * @typedef {object} ChangedPhotos
 * @property {HostPhoto[]} photos
 * @property {number} missed
 */

/**
 * @typedef {object} Changes
 * @property {Change[]} changes
 * @property {boolean} more
 * @property {number | null} before
 */

/**
 * @typedef {object} ChapterOutline
 * @property {string} id
 * @property {string} title
 * @property {StretchOutline[]} stretches
 */

/**
 * @typedef {object} ChaptersChanged
 * @property {number} no
 * @property {string} id
 */

/**
 * @typedef {object} Chosen
 * @property {number} photos
 * @property {number} bytes
 * @property {number} missing
 * @property {number} unchecked
 */

/**
 * @typedef {object} Cleared
 * @property {number} screens
 * @property {number} gone
 * @property {NotCleared[]} missing
 */

/**
 * @typedef {object} ClockSet
 * @property {number} shift_s
 * @property {number} before_s
 */

/**
 * @typedef {object} CollectedPhotos
 * @property {string[]} photos
 */

/**
 * @typedef {object} Collection
 * @property {string} id
 * @property {string} title
 * @property {string} query
 * @property {number} photos
 * @property {number} no
 * @property {number} filled_no
 * @property {CollectionCover | null} cover
 */

/**
 * @typedef {object} CollectionCover
 * @property {string} url
 * @property {string} placeholder
 */

/**
 * @typedef {object} CollectionOrder
 * @property {string[]} photos
 * @property {string | null} [before]
 */

/**
 * @typedef {object} CollectionPage
 * @property {Collection} collection
 * @property {number} cursor
 * @property {Photo[]} photos
 * @property {string | null} after
 */

/**
 * @typedef {object} Collections
 * @property {Collection[]} collections
 * @property {number} most
 */

/**
 * @typedef {object} Comment
 * @property {string} id
 * @property {string} photo
 * @property {string} author
 * @property {string} text
 * @property {"shown" | "waiting" | "hidden"} state
 * @property {string} created_at
 * @property {boolean} edited
 * @property {boolean} mine
 * @property {boolean} by_host
 */

/**
 * @typedef {object} CommentDecision
 * @property {"show" | "hide"} do
 */

/**
 * @typedef {object} CommentText
 * @property {string} text
 */

/**
 * @typedef {object} Comments
 * @property {Comment[]} comments
 * @property {boolean} may_decide
 */

/**
 * @typedef {object} Crop
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 */

/**
 * @typedef {object} CursorEvent
 * @property {number} cursor
 */

/**
 * @typedef {object} Decided
 * @property {number} count
 * @property {string | null} oldest_at
 * @property {HostPhoto[]} photos
 * @property {number} missed
 * @property {boolean} more
 */

/**
 * @typedef {object} Decision
 * @property {"approve" | "refuse" | "stop" | "again"} do
 * @property {PhotoVersion[]} [photos]
 * @property {string} [guest]
 * @property {number} [older_than_s]
 * @property {string} [words]
 */

/**
 * @typedef {object} DeviceClock
 * @property {string} guest
 * @property {string} camera
 * @property {string} author
 * @property {number} photos
 * @property {number} shift_s
 * @property {number | null} suggested_s
 */

/**
 * @typedef {object} DeviceClocks
 * @property {DeviceClock[]} clocks
 */

/**
 * @typedef {object} DoorChoice
 * @property {string} door
 * @property {string} label
 * @property {number} count
 */

/**
 * @typedef {object} Edit
 * @property {Crop} [crop]
 * @property {number} [turns]
 * @property {number} [angle]
 * @property {boolean} [mirror]
 * @property {number} [brightness]
 * @property {number} [contrast]
 * @property {number} [warmth]
 * @property {number} [saturation]
 * @property {number} [begin_ms]
 * @property {number} [end_ms]
 * @property {number} [poster_ms]
 */

/**
 * @typedef {object} EditedPhoto
 * @property {Photo} photo
 * @property {boolean} words_wait
 */

/**
 * @typedef {object} EditedVersion
 * @property {Photo} photo
 * @property {number} version
 * @property {boolean} picture_waits
 */

/**
 * @typedef {object} EndedExport
 * @property {string} ended
 */

/**
 * @typedef {object} EndedUploads
 * @property {number} cleared
 */

/**
 * @typedef {object} Error
 * @property {ErrorBody} error
 */

/**
 * @typedef {object} ErrorBody
 * @property {string} code
 * @property {string} message
 * @property {number | null} [ahead]
 * @property {string} [caption]
 * @property {string} [request]
 */

/**
 * @typedef {object} Export
 * @property {string} id
 * @property {"zip" | "album" | "book"} kind
 * @property {"making" | "ready" | "failed" | "outdated"} state
 * @property {number} done
 * @property {string} taken
 * @property {number} photos
 * @property {number} bytes
 * @property {number} missing
 * @property {string} created_at
 * @property {string} expires_at
 * @property {string} page
 * @property {Zip[]} zips
 * @property {string} pdf
 * @property {string} urls
 * @property {string} sha256sums
 * @property {string} metalink
 */

/**
 * @typedef {object} Exports
 * @property {Chosen} shown
 * @property {Chosen} kept
 * @property {Export[]} exports
 * @property {boolean} credits
 * @property {boolean} book
 */

/**
 * @typedef {object} Face
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 */

/**
 * @typedef {object} Favourite
 * @property {boolean} favourite
 */

/**
 * @typedef {object} Filters
 * @property {SenderChoice[]} senders
 * @property {HourChoice[]} hours
 * @property {DoorChoice[]} doors
 */

/**
 * @typedef {object} GoTo
 * @property {string} to
 */

/**
 * @typedef {object} Gone
 * @property {string} id
 * @property {number} change
 * @property {true} gone
 * @property {true} [refused]
 * @property {string} [words]
 */

/**
 * @typedef {object} Guest
 * @property {string} guest
 * @property {string | null} name
 * @property {string} [pass]
 * @property {string} [role]
 */

/**
 * @typedef {object} GuestNotices
 * @property {string} key
 * @property {string[]} kinds
 * @property {Phone[]} phones
 */

/**
 * @typedef {object} Hearts
 * @property {string} id
 * @property {number} hearts
 */

/**
 * @typedef {object} HostComment
 * @property {string} id
 * @property {string} photo
 * @property {string} author
 * @property {string} text
 * @property {"shown" | "waiting" | "hidden"} state
 * @property {string} created_at
 * @property {boolean} edited
 * @property {boolean} mine
 * @property {boolean} by_host
 * @property {string} guest
 * @property {string} reason
 * @property {Record<string, number>} reports
 */

/**
 * @typedef {object} HostPhoto
 * @property {string} id
 * @property {number} change
 * @property {number} position
 * @property {"processing" | "waiting" | "shown" | "hidden" | "deleted"} state
 * @property {string} author
 * @property {string} caption
 * @property {string[]} tags
 * @property {number} width
 * @property {number} height
 * @property {string} placeholder
 * @property {"photo" | "video" | "card"} media
 * @property {number | null} duration_s
 * @property {string | null} taken_at
 * @property {string} created_at
 * @property {string} happened_at
 * @property {"kept" | "coming" | "copy"} original
 * @property {string} sender
 * @property {boolean} private
 * @property {"everyone" | "guests" | "members" | "hosts"} access
 * @property {number} hearts
 * @property {number} comments
 * @property {string} task
 * @property {string} stack
 * @property {number} stack_rank
 * @property {boolean} favourite
 * @property {boolean} by_photographer
 * @property {boolean} mine
 * @property {Face[]} faces
 * @property {Rendition[]} renditions
 * @property {string} guest
 * @property {string} door
 * @property {number} version
 * @property {string} reason
 * @property {string | null} release_at
 */

/**
 * @typedef {object} HostPhotos
 * @property {HostPhoto[]} photos
 * @property {boolean} more
 * @property {number | null} before
 */

/**
 * @typedef {object} HourChoice
 * @property {string} hour
 * @property {number} count
 */

/**
 * @typedef {object} Icon
 * @property {string} src
 * @property {string} sizes
 * @property {string} type
 * @property {string} purpose
 */

/**
 * @typedef {object} Identity
 * @property {string} title
 * @property {string} accent
 * @property {string} ground
 */

/**
 * @typedef {object} Invitation
 * @property {string} id
 * @property {string} role
 * @property {string} created_at
 * @property {string} expires_at
 * @property {Pass[]} passes
 */

/**
 * @typedef {object} KnownGuest
 * @property {string} guest
 * @property {string} sender
 * @property {string} name
 * @property {"" | "trusted" | "quiet" | "banned"} standing
 * @property {string | null} paused_until
 * @property {number} photos
 * @property {number} refused
 * @property {number} reported
 * @property {string} first_at
 * @property {string} last_at
 * @property {string} door
 */

/**
 * @typedef {object} KnownGuests
 * @property {KnownGuest[]} guests
 * @property {boolean} more
 */

/**
 * @typedef {object} Listing
 * @property {(Photo | Gone)[]} photos
 * @property {number} cursor
 * @property {boolean} more
 * @property {number | null} [before]
 * @property {PartyState} party
 */

/**
 * @typedef {object} MadeExport
 * @property {Export} export
 */

/**
 * @typedef {object} MadeInvitation
 * @property {Invitation} invitation
 * @property {string} url
 * @property {string} qr
 */

/**
 * @typedef {object} MadePasskey
 * @property {Record<string, unknown>} credential
 * @property {string} [name]
 */

/**
 * @typedef {object} Manifest
 * @property {string} id
 * @property {string} name
 * @property {string} short_name
 * @property {string} start_url
 * @property {string} scope
 * @property {string} display
 * @property {string} lang
 * @property {string} dir
 * @property {string} background_color
 * @property {string} theme_color
 * @property {Icon[]} icons
 */

/**
 * @typedef {object} Name
 * @property {string} [name]
 */

/**
 * @typedef {object} NamedScreen
 * @property {string} name
 */

/**
 * @typedef {object} NewBookChoice
 * @property {number} version
 * @property {string} [format]
 * @property {boolean} [bleed]
 * @property {string} [cover]
 * @property {string[]} [left_out]
 * @property {string[][]} [moved]
 */

/**
 * @typedef {object} NewChapter
 * @property {string} photo
 * @property {number} no
 * @property {string} [title]
 */

/**
 * @typedef {object} NewClock
 * @property {string} guest
 * @property {string} camera
 * @property {number} shift_s
 */

/**
 * @typedef {object} NewCollection
 * @property {string} title
 * @property {string[]} [photos]
 * @property {string} [query]
 */

/**
 * @typedef {object} NewComment
 * @property {string} text
 * @property {string} [author]
 * @property {string} [key]
 */

/**
 * @typedef {object} NewExport
 * @property {"zip" | "album" | "book"} [kind]
 * @property {boolean} [originals]
 * @property {boolean} [credits]
 * @property {"shown" | "kept"} [taken]
 * @property {"" | "guest" | "hour" | "chapter"} [folders]
 * @property {number | string | null} [part_mb]
 * @property {string} [guest]
 * @property {string[]} [photos]
 * @property {string} [chapter]
 * @property {string} [collection]
 * @property {string} [query]
 */

/**
 * @typedef {object} NewGuestNotice
 * @property {Record<string, unknown>} push
 * @property {string[]} kinds
 */

/**
 * @typedef {object} NewInvitation
 * @property {"host" | "helper" | "photographer" | "viewer"} role
 * @property {number} hours
 */

/**
 * @typedef {object} NewLogo
 * @property {string} photo
 */

/**
 * @typedef {object} NewNotice
 * @property {string} [mail]
 * @property {Record<string, unknown>} [push]
 * @property {string[]} [kinds]
 * @property {string} [quiet_from]
 * @property {string} [quiet_until]
 */

/**
 * @typedef {object} NewOrder
 * @property {string[]} order
 * @property {number} no
 */

/**
 * @typedef {object} NewOwnLink
 * @property {"photo" | "photos" | "party"} kind
 * @property {string} [title]
 * @property {string[]} [photos]
 * @property {number} [days]
 * @property {string} [code]
 * @property {boolean} [originals]
 */

/**
 * @typedef {object} NewPartyState
 * @property {"open" | "break" | "ended"} [state]
 * @property {boolean} [open]
 * @property {string} [message]
 */

/**
 * @typedef {object} NewSettings
 * @property {number} version
 * @property {Record<string, unknown>} settings
 */

/**
 * @typedef {object} NewShareLink
 * @property {"photo" | "photos" | "party" | "favourites" | "chapter" | "collection"} kind
 * @property {string} [title]
 * @property {string[]} [photos]
 * @property {string} [part]
 * @property {number} [days]
 * @property {string} [code]
 * @property {boolean} [originals]
 * @property {boolean} [may_add]
 * @property {string[]} [sites]
 */

/**
 * @typedef {object} NewSlide
 * @property {"text" | "code" | "countdown" | "number" | "picture" | "task"} [kind]
 * @property {number} [version]
 * @property {string} [title]
 * @property {string} [words]
 * @property {string} [at]
 * @property {string} [from]
 * @property {string} [until]
 * @property {number} [every]
 * @property {number} [seconds]
 * @property {boolean} [is_on]
 * @property {string} [photo]
 */

/**
 * @typedef {object} NewStanding
 * @property {"" | "trusted" | "quiet" | "banned"} [standing]
 * @property {number} [pause_minutes]
 */

/**
 * @typedef {object} NewTask
 * @property {string} text
 */

/**
 * @typedef {object} NewVersion
 * @property {number} [base]
 * @property {Edit} [edit]
 * @property {number} [back_to]
 */

/**
 * @typedef {object} NotCleared
 * @property {string} name
 * @property {number} number
 * @property {number} age_s
 */

/**
 * @typedef {object} Nothing
 */

/**
 * @typedef {object} Notice
 * @property {string} address
 * @property {string[]} kinds
 * @property {string} quiet_from
 * @property {string} quiet_until
 * @property {string} failed
 */

/**
 * @typedef {object} NoticeTo
 * @property {string} way
 */

/**
 * @typedef {object} NoticeWay
 * @property {"push" | "mail"} way
 */

/**
 * @typedef {object} Notices
 * @property {string} key
 * @property {boolean} can_mail
 * @property {string[]} kinds
 * @property {Record<string, Notice>} ways
 */

/**
 * @typedef {object} NumbersJson
 * @property {number} photos
 * @property {number} guests
 * @property {string} task
 */

/**
 * @typedef {object} OldSteering
 * @property {ShowState} state
 * @property {number} slides
 * @property {NumbersJson | null} numbers
 */

/**
 * @typedef {object} OnScreen
 * @property {string} id
 * @property {string} screen
 * @property {number} number
 */

/**
 * @typedef {object} OneCollection
 * @property {Collection} collection
 */

/**
 * @typedef {object} OneComment
 * @property {Comment} comment
 */

/**
 * @typedef {object} OneHostComment
 * @property {HostComment} comment
 */

/**
 * @typedef {object} OneHostPhoto
 * @property {HostPhoto} photo
 */

/**
 * @typedef {object} OnePhoto
 * @property {Photo} photo
 */

/**
 * @typedef {object} OnePhotosFacts
 * @property {PhotoFacts} facts
 */

/**
 * @typedef {object} OneShareLink
 * @property {ShareLink} link
 */

/**
 * @typedef {object} OneSlide
 * @property {SlideJson} slide
 */

/**
 * @typedef {object} Order
 * @property {number} no
 * @property {"next" | "back" | "show" | "flash" | "reload" | "leave"} do
 * @property {string} photo
 */

/**
 * @typedef {object} OwnHearts
 * @property {string[]} photos
 */

/**
 * @typedef {object} OwnPassword
 * @property {string} password
 */

/**
 * @typedef {object} Panic
 * @property {unknown[]} [photos]
 */

/**
 * @typedef {object} PartyState
 * @property {boolean} uploads_open
 * @property {"open" | "break" | "ended"} state
 * @property {string} message
 * @property {boolean} videos
 * @property {number} settings_version
 * @property {number} entry_no
 * @property {number} show_no
 * @property {number} album_no
 * @property {string} logo
 * @property {boolean} panic
 * @property {string} title
 * @property {"clay" | "rose" | "plum" | "blue" | "teal" | "green" | "gold"} accent
 * @property {"paper" | "white" | "mist" | "blush" | "night"} ground
 * @property {"no" | "optional" | "always"} names_asked
 * @property {boolean} greetings_allowed
 * @property {boolean} hearts_allowed
 * @property {boolean} comments_allowed
 * @property {boolean} sharing_allowed
 * @property {boolean} task_game
 * @property {"everyone" | "members"} gallery_for
 * @property {string} deletes_at
 * @property {boolean} tags_on_wall
 * @property {boolean} tag_codes
 * @property {number} photos_per_guest
 * @property {"nobody" | "own" | "everyone"} downloads_for
 * @property {string} privacy_note
 * @property {string} consent
 */

/**
 * @typedef {object} Pass
 * @property {string} id
 * @property {string | null} name
 * @property {string | null} device
 * @property {string} created_at
 * @property {string} last_seen_at
 */

/**
 * @typedef {object} PasskeyOptions
 * @property {Record<string, unknown>} options
 */

/**
 * @typedef {object} Password
 * @property {string} [password]
 * @property {string} [name]
 * @property {string} [code]
 * @property {string} [step]
 */

/**
 * @typedef {object} People
 * @property {Invitation[]} invitations
 */

/**
 * @typedef {object} Phone
 * @property {string} address
 * @property {string[]} kinds
 */

/**
 * @typedef {object} PhoneAddress
 * @property {string} address
 */

/**
 * @typedef {object} PhoneToForget
 * @property {string} address
 */

/**
 * @typedef {object} Photo
 * @property {string} id
 * @property {number} change
 * @property {number} position
 * @property {"processing" | "waiting" | "shown" | "hidden" | "deleted"} state
 * @property {string} author
 * @property {string} caption
 * @property {string[]} tags
 * @property {number} width
 * @property {number} height
 * @property {string} placeholder
 * @property {"photo" | "video" | "card"} media
 * @property {number | null} duration_s
 * @property {string | null} taken_at
 * @property {string} created_at
 * @property {string} happened_at
 * @property {"kept" | "coming" | "copy"} original
 * @property {string} sender
 * @property {boolean} private
 * @property {"everyone" | "guests" | "members" | "hosts"} access
 * @property {number} hearts
 * @property {number} comments
 * @property {string} task
 * @property {string} stack
 * @property {number} stack_rank
 * @property {boolean} favourite
 * @property {boolean} by_photographer
 * @property {boolean} mine
 * @property {Face[]} faces
 * @property {Rendition[]} renditions
 */

/**
 * @typedef {object} PhotoFacts
 * @property {string} camera
 * @property {string} lens
 * @property {number | null} exposure_s
 * @property {number | null} aperture
 * @property {number | null} iso
 * @property {number | null} focal_mm
 * @property {number | null} zone_minutes
 * @property {PlaceTaken | null} place
 * @property {string} place_name
 * @property {boolean} is_screenshot
 * @property {("black" | "grey" | "white" | "red" | "orange" | "yellow" | "green" | "blue" | "purple" | "pink" | "brown")[]} colours
 */

/**
 * @typedef {object} PhotoVersion
 * @property {string} id
 * @property {number} version
 */

/**
 * @typedef {object} PhotoWords
 * @property {string} [author]
 * @property {string} [caption]
 * @property {string} [caption_was]
 * @property {"everyone" | "guests" | "members" | "hosts"} [access]
 */

/**
 * @typedef {object} PhotosOnWalls
 * @property {number} screens
 * @property {HostPhoto[]} photos
 */

/**
 * @typedef {object} PictureDecision
 * @property {"approve" | "refuse"} do
 * @property {string} photo
 * @property {number} no
 */

/**
 * @typedef {object} Place
 * @property {number | null} ahead
 */

/**
 * @typedef {object} PlaceFound
 * @property {string} place
 * @property {number} photos
 * @property {string} query
 */

/**
 * @typedef {object} PlaceTaken
 * @property {number} latitude
 * @property {number} longitude
 */

/**
 * @typedef {object} Places
 * @property {PlaceFound[]} places
 */

/**
 * @typedef {object} Ready
 * @property {boolean} ready
 * @property {"ok" | "away"} records
 * @property {"ok" | "full" | "away"} storage
 * @property {"ok" | "away"} workers
 * @property {"ok" | "away" | "unused"} redis
 */

/**
 * @typedef {object} Rendition
 * @property {string} name
 * @property {string} url
 * @property {number} width
 * @property {number} height
 * @property {string} type
 */

/**
 * @typedef {object} Report
 * @property {"in_it" | "not_for_all" | "other"} reason
 */

/**
 * @typedef {object} Reported
 * @property {boolean} is_down
 */

/**
 * @typedef {object} ReportedComment
 * @property {boolean} is_down
 */

/**
 * @typedef {object} RoomSaid
 * @property {number} turn
 * @property {boolean} has_edges
 * @property {number} contrast
 * @property {number} words
 * @property {number} code
 * @property {number} drift
 * @property {string} dark_from
 * @property {string} dark_until
 * @property {boolean} is_dark
 * @property {number} row_m
 * @property {number} read_m
 * @property {number} scan_m
 */

/**
 * @typedef {object} Screen
 * @property {string} id
 * @property {number} number
 * @property {string} name
 * @property {boolean} by_host
 * @property {string[]} own
 * @property {string} seen_at
 * @property {"green" | "late" | "away"} health
 * @property {number} [age_s]
 * @property {Photo | null} [shows]
 * @property {Photo | null} [next]
 * @property {number} [waiting]
 * @property {number} [behind]
 * @property {number} [wait_s]
 * @property {number} [dropped]
 * @property {number} [failed]
 * @property {number} [memory_mb]
 * @property {number} [clock_ms]
 * @property {number} [width]
 * @property {number} [height]
 * @property {number} [ratio]
 * @property {string} [browser]
 * @property {string} [layout]
 * @property {RoomSaid} [room]
 */

/**
 * @typedef {object} ScreenReport
 * @property {string} [shows]
 * @property {string} [next]
 * @property {number} [waiting]
 * @property {number} [dropped]
 * @property {number} [failed]
 * @property {number} [memory_mb]
 * @property {number} [clock_ms]
 * @property {number} [width]
 * @property {number} [height]
 * @property {number} [ratio]
 * @property {string} [browser]
 * @property {string} [layout]
 * @property {string} [state]
 * @property {string[]} [beside]
 * @property {number | null} [after]
 * @property {number} [heard]
 * @property {number} [seen]
 * @property {number} [behind]
 * @property {number} [wait_s]
 * @property {number[]} [line]
 * @property {number} [turn_ms]
 * @property {boolean} [covered]
 * @property {boolean} [short]
 * @property {number} [cleared]
 * @property {([string, number])[]} [past]
 * @property {Record<string, unknown> | null} [room]
 */

/**
 * @typedef {object} Screens
 * @property {ShowState} state
 * @property {Screen[]} screens
 */

/**
 * @typedef {object} SearchClause
 * @property {string} typed
 * @property {boolean} excluded
 */

/**
 * @typedef {object} SearchMeant
 * @property {string} typed
 * @property {string[]} words
 */

/**
 * @typedef {object} SearchResult
 * @property {Photo[]} photos
 * @property {string | null} before
 * @property {number | null} count
 * @property {boolean} is_more
 * @property {SearchClause[]} clauses
 * @property {SearchMeant[]} meant
 */

/**
 * @typedef {object} SenderChoice
 * @property {string} guest
 * @property {string} sender
 * @property {string} author
 * @property {number} count
 */

/**
 * @typedef {object} SettingValues
 * @property {string} title
 * @property {"clay" | "rose" | "plum" | "blue" | "teal" | "green" | "gold"} accent
 * @property {"paper" | "white" | "mist" | "blush" | "night"} ground
 * @property {string} closed_message
 * @property {string} ended_message
 * @property {boolean} videos_allowed
 * @property {string} held_on
 * @property {string} opens_at
 * @property {string} closes_at
 * @property {string} time_zone
 * @property {string} entry_code
 * @property {"all" | "en" | "de"} languages
 * @property {"no" | "optional" | "always"} names_asked
 * @property {boolean} greetings_allowed
 * @property {boolean} hearts_allowed
 * @property {boolean} comments_allowed
 * @property {boolean} sharing_allowed
 * @property {boolean} task_game
 * @property {"everyone" | "members"} gallery_for
 * @property {"hosts" | "members" | "everyone"} album_for
 * @property {string} reveal_at
 * @property {string} deletes_at
 * @property {"at_once" | "held" | "approved"} showing
 * @property {number} hold_seconds
 * @property {number} reports_needed
 * @property {boolean} in_it_hides
 * @property {string} unwanted_words
 * @property {boolean} nudity_check
 * @property {number} nudity_percent
 * @property {"wait" | "pass"} nudity_unable
 * @property {boolean} tags_on_wall
 * @property {boolean} tag_codes
 * @property {"kept" | "refused"} banned_photos
 * @property {number} photos_per_guest
 * @property {"nobody" | "own" | "everyone"} downloads_for
 * @property {string} privacy_note
 * @property {string} consent
 */

/**
 * @typedef {object} Settings
 * @property {number} version
 * @property {SettingValues} settings
 */

/**
 * @typedef {object} Several
 * @property {"hide" | "restore" | "delete" | "turn_left" | "turn_right"} do
 * @property {string[]} photos
 */

/**
 * @typedef {object} Share
 * @property {string} guest
 * @property {string | null} name
 * @property {number} photos
 * @property {number} bytes
 * @property {number} unfinished
 * @property {number} unfinished_bytes
 */

/**
 * @typedef {object} ShareLink
 * @property {string} id
 * @property {"photo" | "photos" | "party" | "favourites" | "chapter" | "collection"} kind
 * @property {string} title
 * @property {string | null} part
 * @property {number} photos
 * @property {string} url
 * @property {boolean} has_code
 * @property {boolean} originals
 * @property {boolean} may_add
 * @property {string[]} sites
 * @property {number} opened
 * @property {string | null} opened_at
 * @property {boolean} by_guest
 * @property {string} created_at
 * @property {string | null} expires_at
 */

/**
 * @typedef {object} ShareLinks
 * @property {ShareLink[]} links
 * @property {number} most
 */

/**
 * @typedef {object} SharedEmbed
 * @property {string} version
 * @property {string} type
 * @property {string} title
 * @property {string} provider_name
 * @property {string} provider_url
 * @property {number} width
 * @property {number} height
 * @property {string} html
 */

/**
 * @typedef {object} SharedPage
 * @property {(Photo | Gone)[]} photos
 * @property {number} cursor
 * @property {boolean} more
 * @property {number | null} before
 * @property {string} stamp
 */

/**
 * @typedef {object} Shares
 * @property {Share[]} guests
 */

/**
 * @typedef {object} ShowState
 * @property {boolean} paused
 * @property {string} layout
 * @property {number} minutes
 * @property {boolean} dark
 * @property {number} brightness
 * @property {boolean} sound
 * @property {boolean} zoom
 * @property {string} message
 * @property {boolean} message_alone
 * @property {number | null} message_s
 * @property {number} code_s
 * @property {string[]} pins
 */

/**
 * @typedef {object} ShownAgain
 * @property {number} shown
 */

/**
 * @typedef {object} ShownSlides
 * @property {number} no
 * @property {string} now
 * @property {SlideJson[]} slides
 * @property {NumbersJson | null} numbers
 */

/**
 * @typedef {object} SignedIn
 * @property {boolean} host
 */

/**
 * @typedef {object} SlideJson
 * @property {string} id
 * @property {number} version
 * @property {string} kind
 * @property {string} title
 * @property {string} words
 * @property {string} at
 * @property {string} from
 * @property {string} until
 * @property {number} every
 * @property {number} seconds
 * @property {boolean} is_on
 * @property {string} photo
 */

/**
 * @typedef {object} Slides
 * @property {number} no
 * @property {number} most
 * @property {SlideJson[]} slides
 */

/**
 * @typedef {object} Stacking
 * @property {"top" | "apart" | "together"} do
 */

/**
 * @typedef {object} Steer
 * @property {string} [screen]
 * @property {Record<string, unknown>} [set]
 * @property {"next" | "back" | "show" | "flash" | "reload" | "leave"} [do]
 * @property {string} [photo]
 */

/**
 * @typedef {object} Steered
 * @property {number} no
 */

/**
 * @typedef {object} Steering
 * @property {number} number
 * @property {string} name
 * @property {number} every_s
 * @property {boolean} prompt
 * @property {number} no
 * @property {string} now
 * @property {ShowState} state
 * @property {number} slides
 * @property {NumbersJson | null} numbers
 * @property {number} shown_no
 * @property {([number, string, string, number])[]} showings
 * @property {[number, number]} share
 * @property {Unshown | null} unshown
 * @property {Order[]} orders
 */

/**
 * @typedef {object} Stretch
 * @property {number} cursor
 * @property {Photo[]} photos
 */

/**
 * @typedef {object} StretchOutline
 * @property {string} at
 * @property {number} no
 * @property {string} shapes
 */

/**
 * @typedef {object} Suggestion
 * @property {"person" | "tag" | "collection" | "table" | "place" | "colour" | "is" | "camera" | "word"} kind
 * @property {string} label
 * @property {string} query
 * @property {number} photos
 * @property {boolean} is_more
 */

/**
 * @typedef {object} Suggestions
 * @property {Suggestion[]} suggestions
 */

/**
 * @typedef {object} Tag
 * @property {string} tag
 */

/**
 * @typedef {object} TakenPhotos
 * @property {HostPhoto[]} photos
 */

/**
 * @typedef {object} Task
 * @property {string} id
 * @property {string} text
 * @property {boolean} open
 * @property {number | null} photos
 */

/**
 * @typedef {object} Tasks
 * @property {Task[]} tasks
 */

/**
 * @typedef {object} TriedWords
 * @property {number} tried
 * @property {Caught[]} caught
 * @property {number} count
 */

/**
 * @typedef {object} Turn
 * @property {string} id
 * @property {string | null} shown_at
 * @property {string} screen
 * @property {number} number
 * @property {boolean} next
 * @property {number | null} in_s
 */

/**
 * @typedef {object} Turns
 * @property {number} screens
 * @property {Turn[]} turns
 */

/**
 * @typedef {object} Unchecked
 * @property {"" | "missing" | "slow"} why
 * @property {"wait" | "pass"} then
 * @property {number} count
 */

/**
 * @typedef {object} UndoCollection
 * @property {number} no
 */

/**
 * @typedef {object} UndoneCollection
 * @property {Collection | null} collection
 */

/**
 * @typedef {object} Unshown
 * @property {([string, number])[]} photos
 * @property {boolean} more
 */

/**
 * @typedef {object} UsedPasskey
 * @property {Record<string, unknown>} credential
 */

/**
 * @typedef {object} Version
 * @property {number} no
 * @property {Edit} edit
 * @property {string} by
 * @property {string} by_name
 * @property {string} at
 * @property {boolean} waits
 */

/**
 * @typedef {object} Versions
 * @property {number} current
 * @property {Version[]} versions
 */

/**
 * @typedef {object} Videos
 * @property {boolean} allowed
 */

/**
 * @typedef {object} VideosState
 * @property {boolean} uploads_open
 * @property {"open" | "break" | "ended"} state
 * @property {string} message
 * @property {boolean} videos
 * @property {number} settings_version
 * @property {number} entry_no
 * @property {number} show_no
 * @property {number} album_no
 * @property {string} logo
 * @property {boolean} panic
 * @property {boolean} allowed
 * @property {boolean} video_codec
 * @property {string} title
 * @property {"clay" | "rose" | "plum" | "blue" | "teal" | "green" | "gold"} accent
 * @property {"paper" | "white" | "mist" | "blush" | "night"} ground
 * @property {"no" | "optional" | "always"} names_asked
 * @property {boolean} greetings_allowed
 * @property {boolean} hearts_allowed
 * @property {boolean} comments_allowed
 * @property {boolean} sharing_allowed
 * @property {boolean} task_game
 * @property {"everyone" | "members"} gallery_for
 * @property {string} deletes_at
 * @property {boolean} tags_on_wall
 * @property {boolean} tag_codes
 * @property {number} photos_per_guest
 * @property {"nobody" | "own" | "everyone"} downloads_for
 * @property {string} privacy_note
 * @property {string} consent
 */

/**
 * @typedef {object} Waiting
 * @property {number} count
 * @property {string | null} oldest_at
 * @property {WaitingPhoto[]} photos
 * @property {WaitingPhoto[]} reported
 * @property {WaitingWords[]} words
 * @property {WaitingVersion[]} pictures
 * @property {WaitingComment[]} comments
 * @property {boolean} more
 * @property {boolean} panic
 * @property {Unchecked} unchecked
 */

/**
 * @typedef {object} WaitingComment
 * @property {HostComment} comment
 * @property {HostPhoto} photo
 */

/**
 * @typedef {object} WaitingPhoto
 * @property {string} id
 * @property {number} change
 * @property {number} position
 * @property {"processing" | "waiting" | "shown" | "hidden" | "deleted"} state
 * @property {string} author
 * @property {string} caption
 * @property {string[]} tags
 * @property {number} width
 * @property {number} height
 * @property {string} placeholder
 * @property {"photo" | "video" | "card"} media
 * @property {number | null} duration_s
 * @property {string | null} taken_at
 * @property {string} created_at
 * @property {string} happened_at
 * @property {"kept" | "coming" | "copy"} original
 * @property {string} sender
 * @property {boolean} private
 * @property {"everyone" | "guests" | "members" | "hosts"} access
 * @property {number} hearts
 * @property {number} comments
 * @property {string} task
 * @property {string} stack
 * @property {number} stack_rank
 * @property {boolean} favourite
 * @property {boolean} by_photographer
 * @property {boolean} mine
 * @property {Face[]} faces
 * @property {Rendition[]} renditions
 * @property {string} guest
 * @property {string} door
 * @property {number} version
 * @property {string} reason
 * @property {string | null} release_at
 * @property {number} shown_before
 * @property {Record<string, number>} reports
 * @property {number | null} nudity
 */

/**
 * @typedef {object} WaitingVersion
 * @property {HostPhoto} photo
 * @property {number} no
 * @property {Edit} edit
 * @property {string} url
 */

/**
 * @typedef {object} WaitingWords
 * @property {HostPhoto} photo
 * @property {string} author
 * @property {string} caption
 * @property {number} no
 */

/**
 * @typedef {object} WallShows
 * @property {string} screen
 * @property {string} [photo]
 * @property {string[]} [beside]
 * @property {number} [heard]
 * @property {number} [cleared]
 * @property {boolean} [covered]
 * @property {Record<string, unknown>} [room]
 */

/**
 * @typedef {object} WordList
 * @property {string} [words]
 */

/**
 * @typedef {object} Words
 * @property {string} author
 * @property {string} caption
 */

/**
 * @typedef {object} WordsDecision
 * @property {"approve" | "refuse"} do
 * @property {string} photo
 * @property {number} no
 */

/**
 * @typedef {object} Zip
 * @property {string} url
 * @property {number} bytes
 * @property {number} photos
 */
export {};
