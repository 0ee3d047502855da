"""What invented reporters write in their own words, by offence."""

from collections.abc import Mapping
from types import MappingProxyType

SAYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "careless_due_care": (
            "I was riding home in the cycle lane when this car overtook me with about half a metre to spare. "
            "There was a van coming the other way. I wobbled and had to stop at the kerb to catch my breath.",
            "The car sat on my bumper for about half a mile, so close that I could not see its number plate in my "
            "mirror. It then went past where the road narrows.",
            "Overtook me on the approach to the bend, brushed my elbow with the mirror and did not stop. I shouted. "
            "The whole pass is on the camera on my handlebar.",
            "They passed me and turned left straight across my front wheel. I braked as hard as I could.",
            "Close pass. Rush hour, plenty of room to wait ten seconds behind me. Front camera only, sorry about "
            "the rain on the lens.",
        ),
        "careless_inconsiderate": (
            "The driver came down the empty lane that was closed ahead and pushed in with centimetres to spare. I had "
            "to brake hard, and my two children were in the back.",
            "Pulled out of the side road right in front of me and then slowed to a crawl. Everybody behind me had to "
            "stop as well.",
            "Drove through a deep puddle at speed although there were people waiting at the bus stop. All of us were "
            "soaked.",
        ),
        "dangerous": (
            "They overtook three of us on the wrong side of the road towards the brow of the hill. A car coming the "
            "other way had to mount the verge. I have never seen anything like it.",
        ),
        "mobile_phone": (
            "The driver next to me was holding a phone in the right hand and typing with the thumb for the whole "
            "length of the queue, then drove off still looking at it.",
            "Phone held up to the ear, weaving in the lane. You can see the light of the screen at 0:03.",
            "The driver in front was filming something out of the window with a phone while moving. My dashcam has it "
            "clearly as we pull level.",
            "Scrolling on a phone held against the steering wheel. I could see it in their door mirror.",
        ),
        "seat_belt_driver": (
            "No seat belt. The belt is hanging beside the seat the whole time, you can see the buckle shine.",
            "The driver of the van was not wearing a belt and neither was the passenger.",
        ),
        "red_light": (
            "The lights had been red for three seconds at least. I had stopped, and the car behind me pulled out "
            "round me and drove straight through.",
            "Jumped the lights at the crossroads while people were starting to walk.",
            "Went through on red next to the school. My camera shows the light change well before the line.",
        ),
        "pelican_red": ("I had the green man and this car went through the crossing right in front of me.",),
        "solid_white": (
            "Overtook across the double white lines on the bend, nothing to be seen ahead. The lines are clear in the "
            "video.",
        ),
        "s36_endorsable": ("Turned right where the sign says no right turn and held up the tram.",),
        "s36_nonendorsable": (
            "Drove through the no entry signs to save going round the block. It happens every morning.",
            "Went past the no entry sign at the end of the one-way street, met me head on and expected me to reverse.",
        ),
        "stop_sign": ("Did not even slow down at the stop sign. I was on the main road.",),
        "red_x": ("Stayed in the lane under the red X for three gantries and undertook all of us who had moved over.",),
        "ped_crossing_stop": (
            "Parked on the zig-zags outside the school with the engine off while parents were trying to cross.",
            "Stopped on the crossing itself to let somebody out. A lady with a pushchair had to go round in the road.",
        ),
        "ped_crossing_precedence": (
            "I was half way over the zebra with my dog when this car went behind me without slowing.",
        ),
        "obstruction": (
            "Parked fully on the pavement. I use a wheelchair and had to go into the road.",
            "Left on the corner across the dropped kerb again. This is the third time this week.",
            "Blocking the cycle lane with the hazard lights on. It was there for half an hour.",
            "The van is across the whole footway, and people with prams walk in the carriageway.",
        ),
        "dangerous_position": (
            "Stopped on the bend just past the brow where nobody can see it. I nearly ran into the back of it.",
            "Left opposite the junction so that buses cannot get round. There was nobody in it.",
        ),
        "plate_nonconform": ("The plate is the thin italic kind with the letters pushed together to make a name.",),
        "local_order": ("In the bus lane at ten past eight, past four buses, for the whole of the hill.",),
        "footway_driving": ("Drove along the pavement for thirty metres to get past the queue at the lights.",),
        "waiting": ("On double yellow lines outside the chemist for twenty minutes.",),
        "door": ("Opened the driver's door without looking. I swerved round it on my bike and only just missed it.",),
    }
)
